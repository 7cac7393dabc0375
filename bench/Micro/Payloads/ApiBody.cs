using TracedLlm.Facts;
using TracedLlm.Tests.Payloads.Apis;

namespace TracedLlm.Bench.Micro.Payloads;

/// <summary>The recorded body of a request or a response of an API.</summary>
/// <param name="Name">The API, the case, and request or response.</param>
/// <param name="Bytes">The body.</param>
/// <param name="IsRequest">Whether it is a request.</param>
public sealed record ApiBody(string Name, byte[] Bytes, bool IsRequest)
{
    /// <summary>The first request and the first response of every API.</summary>
    public static IEnumerable<ApiBody> All =>
        ApiFixture.All.GroupBy(fixture => fixture.Api).SelectMany(cases => Bodies(cases, isRequest: true).Take(1).Concat(Bodies(cases, isRequest: false).Take(1)));

    /// <summary>The API's row.</summary>
    internal LlmApiFacts Row { get; init; } = null!;

    public override string ToString() => Name;

    private static IEnumerable<ApiBody> Bodies(IEnumerable<(string Api, string Name)> cases, bool isRequest) =>
        from one in cases
        let fixture = new ApiFixture(one.Api, one.Name)
        let bytes = isRequest ? fixture.Request : fixture.Response
        where bytes is not null
        select new ApiBody($"{one.Api} {(isRequest ? "request" : "response")}", bytes, isRequest) { Row = fixture.Row };
}
