using TracedLlm.Facts;
using TracedLlm.Tests.Payloads.Apis;

namespace TracedLlm.Bench.Micro.Payloads;

/// <summary>The recorded body of a request or a response of an API.</summary>
/// <param name="Name">The API, the case, and which of the two it is.</param>
/// <param name="Bytes">The body.</param>
/// <param name="IsRequest">Whether it is a request.</param>
public sealed record ApiBody(string Name, byte[] Bytes, bool IsRequest)
{
    /// <summary>Of every API the first request and the first response.</summary>
    public static IEnumerable<ApiBody> All =>
        ApiFixture.All.GroupBy(fixture => fixture.Api).SelectMany(cases => Of(cases, isRequest: true).Take(1).Concat(Of(cases, isRequest: false).Take(1)));

    /// <summary>The API's row.</summary>
    internal LlmApiFacts Row { get; init; } = null!;

    public override string ToString() => Name;

    private static IEnumerable<ApiBody> Of(IEnumerable<(string Api, string Name)> cases, bool isRequest) =>
        from one in cases
        let fixture = new ApiFixture(one.Api, one.Name)
        let bytes = isRequest ? fixture.Request : fixture.Response
        where bytes is not null
        select new ApiBody($"{one.Api} {(isRequest ? "request" : "response")}", bytes, isRequest) { Row = fixture.Row };
}
