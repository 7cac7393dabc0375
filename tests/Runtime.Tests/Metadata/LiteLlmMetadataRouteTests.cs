using TracedLlm.Facts;
using TracedLlm.Tests.Gateways;

namespace TracedLlm.Tests.Metadata;

/// <summary>
/// LiteLLM #27934: on routes whose metadata is the provider's, native metadata hid the gateway's and <c>litellm_request</c>
/// became the root of another trace. Here every such route of the table, as it is called.
/// </summary>
[Collection(ProcessWide.Name)]
public sealed class LiteLlmMetadataRouteTests
{
    private const string Keys = """{"session_id": "s-1", "region": "eu"}""";
    private const string Native = """{"user_id": "native", "note": "the provider's", "session": "the provider's"}""";

    public static TheoryData<string, string, bool, bool> WithBody
    {
        get
        {
            var routes = new TheoryData<string, string, bool, bool>();
            foreach (var row in TableRoute.WithBody.Where(IsLiteLlmMetadata))
            {
                foreach (var (native, form) in new[] { (true, false), (false, false), (true, true), (false, true) })
                {
                    routes.Add(row.Method, row.Pattern.Text, native, form);
                }
            }

            return routes;
        }
    }

    public static TheoryData<string, string> WithoutBody
    {
        get
        {
            var routes = new TheoryData<string, string>();
            foreach (var row in LlmApiTable.Rows.Where(IsLiteLlmMetadata).Except(TableRoute.WithBody))
            {
                routes.Add(row.Method, row.Pattern.Text);
            }

            return routes;
        }
    }

    [Fact]
    public void The_routes_with_litellm_metadata_are_messages_responses_files_batches_assistants_and_threads() =>
        Assert.Equal(
            [LlmApi.Messages, LlmApi.Responses, LlmApi.Files, LlmApi.Batches, LlmApi.Assistants],
            TableRoute.WithBody.Where(IsLiteLlmMetadata).Select(row => row.Api).Distinct());

    [Theory]
    [MemberData(nameof(WithBody))]
    public async Task One_trace_with_and_without_native_metadata(string method, string pattern, bool native, bool form)
    {
        var route = TableRoute.Find(method, pattern);
        await using var gateway = await route.StartAsync();
        (string, string)[] fields = native ? [("metadata", Native), ("litellm_metadata", Keys)] : [("litellm_metadata", Keys)];

        var answer = await route.SendAsync(gateway, TableRoute.Body(form, fields), $"traceparent: {TestGateway.Caller}");

        Assert.Equal("served", answer.Body);
        Assert.Equal(Tree(route, "litellm.metadata.region=eu, session.id=s-1"), await gateway.StopAndPrintAsync("litellm.metadata.", "session.id"));
    }

    [Theory]
    [MemberData(nameof(WithBody))]
    public async Task The_trace_in_the_providers_metadata_is_joined_if_the_gateways_metadata_has_no_trace(string method, string pattern, bool native, bool form)
    {
        const string Join = $$"""{"existing_trace_id": "{{TestGateway.CallerTrace}}", "parent_observation_id": "{{TestGateway.CallerSpan}}", "note": "the provider's"}""";
        var route = TableRoute.Find(method, pattern);
        await using var gateway = await route.StartAsync();
        (string, string)[] fields = native ? [("metadata", Join), ("litellm_metadata", Keys)] : [("litellm_metadata", Join)];

        await route.SendAsync(gateway, TableRoute.Body(form, fields));

        var keys = native ? "litellm.metadata.region=eu, litellm.trace.joined=true" : "litellm.metadata.note=the provider's, litellm.trace.joined=true";
        Assert.Equal(Tree(route, keys), await gateway.StopAndPrintAsync("litellm.metadata.", "litellm.trace.joined"));
    }

    [Theory]
    [MemberData(nameof(WithoutBody))]
    public async Task One_trace_where_there_is_no_body(string method, string pattern)
    {
        var route = TableRoute.Find(method, pattern);
        await using var gateway = await route.StartAsync();

        await route.SendAsync(gateway, content: null, $"traceparent: {TestGateway.Caller}", "langfuse_session_id: s-1");

        Assert.Equal(Tree(route, "session.id=s-1"), await gateway.StopAndPrintAsync("litellm.metadata.", "session.id"));
    }

    private static bool IsLiteLlmMetadata(LlmApiFacts row) => row.MetadataField == MetadataField.LiteLlmMetadata;

    private static string Tree(TableRoute route, string everywhere) =>
        $$"""
        Received Proxy Server Request [SERVER] (parent caller)  { {{everywhere}} }
        ├─ auth  { {{everywhere}} }
        └─ litellm_request  { {{everywhere}} }
           ├─ guardrail  { {{everywhere}} }
           └─ {{route.Row.Operation}} m [CLIENT]  { {{everywhere}} }
        """.Replace("{ ", "{", StringComparison.Ordinal).Replace(" }", "}", StringComparison.Ordinal);
}
