using TracedLlm.Samples.Gateway.Tests.Hosting;
using TracedLlm.Testing.Otlp;
using TracedLlm.Testing.Upstreams;

namespace TracedLlm.Samples.Gateway.Tests.Apis;

/// <summary>
/// LiteLLM #27934 over HTTP: if the provider owns <c>metadata</c>, it must not split the trace, and the gateway must forward it
/// unchanged to the provider.
/// </summary>
public sealed class NativeMetadataTests
{
    private const string Native = """{"user_id":"native", "note" : "the provider's"}""";
    private const string Gateways = """{"session_id":"s-1","region":"eu"}""";

    private static readonly (string Path, string Fields)[] Routes =
    [
        ("/v1/messages", """ "model":"claude","max_tokens":1,"messages":[] """),
        ("/v1/messages/count_tokens", """ "model":"claude","messages":[] """),
        ("/v1/messages/batches", """ "requests":[] """),
        ("/v1/responses", """ "model":"gpt","input":"hi" """),
        ("/v1/responses/compact", """ "model":"gpt","input":"hi" """),
        ("/v1/batches", """ "input_file_id":"f" """),
        ("/v1/assistants", """ "model":"gpt" """),
        ("/v1/assistants/asst_1", """ "name":"n" """),
        ("/v1/threads", """ "messages":[] """),
        ("/v1/threads/thread_1", """ "tool_resources":{} """),
        ("/v1/threads/thread_1/messages", """ "role":"user","content":"hi" """),
        ("/v1/threads/runs", """ "assistant_id":"a" """),
        ("/v1/threads/thread_1/runs", """ "assistant_id":"a" """),
        ("/v1/files", ""),
    ];

    public static TheoryData<string, bool> Cases
    {
        get
        {
            var cases = new TheoryData<string, bool>();
            foreach (var (path, _) in Routes)
            {
                cases.Add(path, true);
                cases.Add(path, false);
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task The_trace_is_the_callers_and_native_metadata_arrives_untouched(string path, bool native)
    {
        await using var gateway = await TracedGateway.StartAsync(_ => UpstreamAnswer.Json("""{"id":"1"}"""));
        var isForm = path == "/v1/files";
        var (sent, expected) = isForm ? Form(native) : Json(Routes.Single(route => route.Path == path).Fields.Trim(), native);

        using var response = await gateway.Gateway.SendAsync(
            HttpMethod.Post,
            path,
            isForm ? $"multipart/form-data; boundary={ApiRequest.Boundary}" : "application/json",
            sent,
            ("Authorization", "Bearer sk-caller"),
            ("traceparent", $"00-{TracedGateway.CallersTrace}-{TracedGateway.CallersSpan}-01"));
        await response.Content.ReadAsStringAsync();

        Assert.Equal(expected, Assert.Single(gateway.Upstream.Requests).Body);
        var spans = await gateway.SpansAsync();
        Assert.All(spans, span => Assert.Equal(
            (TracedGateway.CallersTrace, "s-1", "eu"), (span.TraceId, span.Attributes["session.id"], span.Attributes["litellm.metadata.region"])));
        var root = Assert.Single(spans, span => span.Kind == ReceivedSpanKind.Server);
        Assert.Equal(TracedGateway.CallersSpan, root.ParentSpanId);
        Assert.Equal(root.SpanId, Assert.Single(spans, span => span.Name == "litellm_request").ParentSpanId);
    }

    private static (string Sent, string Expected) Json(string fields, bool native)
    {
        var own = native ? $$""","metadata":{{Native}}""" : "";
        var expected = fields.Replace("\"gpt\"", "\"gpt-4.1\"", StringComparison.Ordinal).Replace("\"claude\"", "\"claude-sonnet-4-5\"", StringComparison.Ordinal);
        return ("{" + fields + own + ",\"litellm_metadata\":" + Gateways + "}", "{" + expected + own + "}");
    }

    private static (string Sent, string Expected) Form(bool native)
    {
        (string, string?)[] own = native ? [("metadata", Native)] : [];
        return (
            ApiRequest.FormOf([("purpose", "batch"), .. own, ("litellm_metadata", Gateways), ("file", null)]),
            ApiRequest.FormOf([("purpose", "batch"), .. own, ("file", null)]));
    }
}
