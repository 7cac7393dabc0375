namespace TracedLlm.Payloads.Tests.Documents;

/// <summary>
/// The size of the campaigns with random documents. The short one has the same documents in every run; <c>TRACEDLLM_PAYLOADS=long</c>
/// has more of them, for a change of the readers.
/// </summary>
internal static class Campaign
{
    private static readonly bool IsLong = Environment.GetEnvironmentVariable("TRACEDLLM_PAYLOADS") == "long";

    public static int Select(int usual, int longer) => IsLong ? longer : usual;
}
