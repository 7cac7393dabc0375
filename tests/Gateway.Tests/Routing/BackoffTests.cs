using System.Net.Http.Headers;

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
        Assert.Equal(milliseconds, Backoff.Before(retry, null, Now).TotalMilliseconds);

    [Theory]
    [InlineData(1, 1000)]
    [InlineData(60, 2000)]
    public void The_provider_may_ask_for_a_wait_up_to_the_same_limit(int seconds, int milliseconds) =>
        Assert.Equal(milliseconds, Backoff.Before(0, new RetryConditionHeaderValue(TimeSpan.FromSeconds(seconds)), Now).TotalMilliseconds);

    [Theory]
    [InlineData(1, 1000)]
    [InlineData(-5, 0)]
    public void The_provider_may_name_a_date(int seconds, int milliseconds) =>
        Assert.Equal(milliseconds, Backoff.Before(0, new RetryConditionHeaderValue(Now.AddSeconds(seconds)), Now).TotalMilliseconds);
}
