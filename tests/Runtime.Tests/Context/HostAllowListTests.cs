using TracedLlm.Settings;

namespace TracedLlm.Tests.Context;

public sealed class HostAllowListTests
{
    [Theory]
    [InlineData("api.example.com", "https://api.example.com/v1", true)]
    [InlineData("API.Example.com", "https://api.example.com", true)]
    [InlineData("api.example.com", "https://api.example.com:8443", true)]
    [InlineData("api.example.com:8443", "https://api.example.com:8443", true)]
    [InlineData("api.example.com:443", "https://api.example.com", true)]
    [InlineData("api.example.com:8443", "https://api.example.com", false)]
    [InlineData("api.example.com", "https://evil.com/api.example.com", false)]
    [InlineData("api.example.com", "https://api.example.com@evil.com", false)]
    [InlineData("api.example.com", "https://api.example.com.evil.com", false)]
    [InlineData("example.com", "https://api.example.com", false)]
    [InlineData("*.example.com", "https://api.example.com", true)]
    [InlineData("*.example.com", "https://a.b.EXAMPLE.com", true)]
    [InlineData("*.example.com:8443", "https://api.example.com:8443", true)]
    [InlineData("*.example.com:8443", "https://api.example.com", false)]
    [InlineData("*.example.com", "https://example.com", false)]
    [InlineData("*.example.com", "https://notexample.com", false)]
    [InlineData("localhost", "http://localhost:11434", true)]
    [InlineData("127.0.0.1:8080", "http://127.0.0.1:8080", true)]
    [InlineData("[::1]:8080", "http://[::1]:8080", true)]
    [InlineData("[::1]", "http://[::1]:8080", true)]
    [InlineData("*", "https://anything", true)]
    public void A_pattern_allows_a_host(string pattern, string uri, bool allowed) =>
        Assert.Equal(allowed, new HostAllowList([pattern]).Allows(new Uri(uri)));

    [Fact]
    public void Without_a_pattern_no_host_is_allowed() => Assert.False(new HostAllowList([]).Allows(new Uri("https://api.example.com")));

    [Fact]
    public void One_of_several_is_enough() =>
        Assert.True(new HostAllowList(["a.example", "b.example"]).Allows(new Uri("https://b.example")));
}
