"""Run snippets and show what they did.

A snippet is a plain script. What its cells printed and drew is kept as a record;
rendering puts the records into pages. A module imports only from lines above its own,
or from its own line.

    what is wrong   errors text numbers
    what there is   config settings machine snippet front_matter pages hidden
    a run           figures child memory orphans guard worker client
    its record      record library runner
    on a page       compiled parts order outputs notes approach embeds render
                    glossary maths inline
    taken along     site cite blocks program plain llms notebook editions jupyter
                    notebook_pages
    in and out      aside problems export book plugin __main__
"""
