# The continuation is the escape token in force.
=== before
# escape=`
FROM a
ENV A=C:\x
ENV B=2
=== after
# escape=`
FROM a
ENV A=C:\x `
    B=2
