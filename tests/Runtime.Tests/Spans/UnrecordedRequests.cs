using Microsoft.AspNetCore.Http;
using TracedLlm.Conventions;
using TracedLlm.Endpoints;
using TracedLlm.Facts;
using TracedLlm.Requests;

namespace TracedLlm.Tests.Spans;

/// <summary>Requests of which nothing is recorded, whoever listens.</summary>
internal static class UnrecordedRequests
{
    public static RequestState Open(RequestServices? services = null) => new(
        new LlmRoute(LlmApiLookup.RowFor(LlmApi.ChatCompletions, [], method: null), "/v1/chat/completions"),
        SpanNaming.Default,
        root: null,
        new DefaultHttpContext(),
        new TracedLlmOptions().Outgoing,
        services ?? new RequestServices());
}
