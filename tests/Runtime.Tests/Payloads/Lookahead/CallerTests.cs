using System.Net;
using Microsoft.AspNetCore.Http;
using TracedLlm.Lookahead;

namespace TracedLlm.Tests.Payloads.Lookahead;

/// <summary>Whom the memory of a request counts for.</summary>
public sealed class CallerTests
{
    private readonly AcceptedKeys _accepted = new();

    [Theory]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:2::2", true, true)]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:3::1", false, true)]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:ffff::1", false, true)]
    [InlineData("2001:db8:1:2::1", "2001:db8:2:2::1", false, false)]
    [InlineData("192.0.2.1", "192.0.2.2", false, false)]
    [InlineData("192.0.2.1", "::ffff:192.0.2.1", true, true)]
    [InlineData("192.0.2.1", "::ffff:192.0.2.2", false, false)]
    public void Callers_of_one_IPv6_site_have_one_address(string one, string other, bool isSameKey, bool isSameAddress)
    {
        var (first, second) = (Read(one), Read(other));
        Assert.Equal((isSameKey, isSameAddress), (first.Key == second.Key, first.Address == second.Address));
        Assert.False(first.HasSingleKey);
    }

    [Theory]
    [InlineData("Authorization: Bearer k", "", true)]
    [InlineData("x-api-key: k", "", true)]
    [InlineData("api-key: k; Authorization: bearer k", "", true)]
    [InlineData("", "?key=k", true)]
    [InlineData("", "?alt=sse&Key=k", true)]
    [InlineData("x-api-key: k", "?api-version=1&monkey=2", true)]
    [InlineData("x-goog-api-key: k; x-api-key: invented", "", false)]
    [InlineData("x-api-key: invented; Authorization: Bearer k", "", false)]
    [InlineData("Authorization: Bearer k", "?key=invented", false)]
    [InlineData("Authorization: Bearer other", "", false)]
    [InlineData("", "", false)]
    public void An_accepted_key_that_is_the_only_one_counts_for_itself_alone(string headers, string query, bool isAlone)
    {
        _accepted.Add(Read("192.0.2.1", "Authorization: Bearer k").Key);

        var caller = Read("192.0.2.1", headers, query);

        Assert.Equal(isAlone, caller is { Connection: 0, Address: 0, HasSingleKey: true });
        Assert.Equal(isAlone, _accepted.Contains(caller.Key) && caller.HasSingleKey);
        Assert.Equal(!isAlone, caller is { Connection: not 0, Address: not 0 });
        Assert.NotEqual(0, caller.Key);
    }

    private LookaheadCaller Read(string address, string headers = "", string query = "")
    {
        var context = new DefaultHttpContext();
        context.Connection.RemoteIpAddress = IPAddress.Parse(address);
        context.Connection.Id = "c";
        context.Request.QueryString = new(query);
        foreach (var header in headers.Split("; ", StringSplitOptions.RemoveEmptyEntries))
        {
            var parts = header.Split(": ");
            context.Request.Headers.Append(parts[0], parts[1]);
        }

        return LookaheadCaller.Read(context, _accepted);
    }
}
