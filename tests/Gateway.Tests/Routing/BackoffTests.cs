namespace TracedLlm.Samples.Gateway.Tests.Routing;

public sealed class BackoffTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(0, 100)]
    [InlineData(1, 200)]
    [InlineData(3, 800)]
    [InlineData(9, 2000)]
    [InlineData(99, 2000)]
    public void The_wait_doubles_up_to_a_limit(int retry, int milliseconds) =>
        Assert.Equal(milliseconds, Backoff.FindDelay(retry, null, Now).TotalMilliseconds);

    [Theory]
    [InlineData("1", 1000)]
    [InlineData("60", 2000)]
    [InlineData("0.25", 250)]
    [InlineData("soon", 100)]
    [InlineData("Thu, 01 Jan 2026 00:00:01 GMT", 1000)]
    [InlineData("Wed, 31 Dec 2025 23:59:55 GMT", 0)]
    public void The_provider_may_ask_for_a_wait_up_to_the_same_limit(string retryAfter, int milliseconds) =>
        Assert.Equal(milliseconds, Wait(("Retry-After", retryAfter)));

    [Theory]
    [InlineData("retry-after-ms", "350", 350)]
    [InlineData("retry-after-ms", "12.5", 12.5)]
    [InlineData("retry-after-ms", "60000", 2000)]
    [InlineData("retry-after-ms", "-1", 0)]
    [InlineData("retry-after-ms", "soon", 1000)]
    [InlineData("x-ms-retry-after-ms", "350", 350)]
    public void A_wait_in_milliseconds_goes_before_Retry_After(string name, string value, double milliseconds) =>
        Assert.Equal(milliseconds, Wait((name, value), ("Retry-After", "1")));

    private static double Wait(params (string Name, string Value)[] headers)
    {
        using var response = new HttpResponseMessage();
        foreach (var (name, value) in headers)
        {
            response.Headers.TryAddWithoutValidation(name, value);
        }

        return Backoff.FindDelay(0, response.Headers, Now).TotalMilliseconds;
    }
}
