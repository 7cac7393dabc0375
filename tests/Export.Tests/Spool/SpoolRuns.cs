namespace TracedLlm.Export.Tests.Spool;

/// <summary>How many random cases the tests of the spool try: enough for every kind of case, and a hundred times as many in a long campaign.</summary>
internal static class SpoolRuns
{
    // Of the campaigns of tests/Faults.Tests (docs/reliability.md).
    private const string SizeVariable = "TRACEDLLM_FAULTS";

    public static int Count(int few) => Environment.GetEnvironmentVariable(SizeVariable) == "long" ? few * 100 : few;
}
