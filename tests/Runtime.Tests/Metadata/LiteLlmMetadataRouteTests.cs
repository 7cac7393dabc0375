using TracedLlm.Tests.Gateways;

namespace TracedLlm.Tests.Metadata;

/// <summary>
/// LiteLLM #27934: on routes whose metadata is the provider's, native metadata hid the gateway's and <c>litellm_request</c>
/// became the root of another trace.
/// </summary>
[Collection(ProcessWide.Name)]
public sealed class LiteLlmMetadataRouteTests
{
    public static TheoryData<string, bool> Routes
    {
        get
        {
            var routes = new TheoryData<string, bool>();
            foreach (var route in MetadataGateway.LiteLlmMetadataRoutes)
            {
                routes.Add(route, true);
                routes.Add(route, false);
            }

            return routes;
        }
    }

    [Theory]
    [MemberData(nameof(Routes))]
    public async Task One_trace_with_and_without_native_metadata(string route, bool native)
    {
        await using var gateway = await MetadataGateway.StartAsync();

        await gateway.PostBodyAsync(
            route,
            native
                ? """{"metadata": {"user_id": "native", "note": "the provider's"}, "litellm_metadata": {"session_id": "s-1", "region": "eu"} }"""
                : """{"litellm_metadata": {"session_id": "s-1", "region": "eu"} }""",
            $"traceparent: {TestGateway.Caller}");

        var everywhere = native ? "litellm.metadata.region=eu, session.id=s-1, user.id=native" : "litellm.metadata.region=eu, session.id=s-1";
        Assert.Equal(
            $$"""
            Received Proxy Server Request [SERVER] (parent caller)  { {{everywhere}} }
            ├─ auth  { {{everywhere}} }
            └─ litellm_request  { {{everywhere}} }
               ├─ guardrail  { {{everywhere}} }
               └─ chat m [CLIENT]  { {{everywhere}} }
            """.Replace("{ ", "{").Replace(" }", "}"),
            await gateway.StopAndPrintAsync("litellm.metadata.", "session.id", "user.id"));
    }
}
