namespace TracedLlm.Tests.Spans;

internal static class TestContextToken
{
    public static CancellationToken Cancelled { get; } = new(canceled: true);
}
