using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using TracedLlm.Context;
using TracedLlm.Tests.Gateways;
using TracedLlm.Tests.Metadata;

namespace TracedLlm.Tests.Spans;

/// <summary><c>litellm.call_id</c> and <c>litellm.trace_id</c>.</summary>
[Collection(ProcessWide.Name)]
public sealed class CallIdTests
{
    private const string Chat = "/v1/chat/completions";

    [Theory]
    [InlineData("call-1", true)]
    [InlineData("!~", true)]
    [InlineData("with space", false)]
    [InlineData("a\tb", false)]
    [InlineData("", false)]
    public async Task The_callers_id_is_taken_if_it_is_sane(string id, bool taken)
    {
        await using var gateway = await TestGateway.StartAsync(app =>
            app.MapPost(Chat, [TracedLlmRoute] () => Results.Text(LlmTrace.Current!.CallId)));

        var answer = await gateway.PostAsync(Chat, $"x-litellm-call-id: {id}");

        Check(id, taken, answer.Body);
        var request = Assert.Single(await gateway.StopAsync(), span => span.Name == "litellm_request");
        Assert.Equal(answer.Body, request.Attributes["litellm.call_id"]);
    }

    [Fact]
    public void The_librarys_own_id_is_a_random_uuid()
    {
        var ids = Enumerable.Range(0, 1000).Select(static _ => CallId.Create()).ToList();

        Assert.Equal(ids.Count, ids.Distinct(StringComparer.Ordinal).Count());
        Assert.All(ids, static id =>
        {
            var parsed = Guid.ParseExact(id, "D");
            Assert.Equal(4, parsed.Version);
            Assert.InRange(parsed.Variant, 0x8, 0xB);
        });
    }

    [Theory]
    [InlineData(128, true)]
    [InlineData(129, false)]
    public void It_may_have_128_characters(int length, bool sane) => Assert.Equal(sane, CallId.IsValid(new string('x', length)));

    [Theory]
    [InlineData("call-1", true)]
    [InlineData("with space", false)]
    public async Task It_is_there_with_tracing_off(string id, bool taken)
    {
        await using var gateway = await TestGateway.StartAsync(new GatewaySetup
        {
            Export = false,
            App = app =>
            {
                app.UseTracedLlm();
                app.MapPost(Chat, [TracedLlmRoute] () => Results.Text($"{LlmTrace.Current!.CallId} {LlmTrace.Current!.CallId}"));
            },
        });

        var answer = await gateway.PostAsync(Chat, $"x-litellm-call-id: {id}");

        var ids = answer.Body.Split(' ');
        Assert.Equal(ids[0], ids[1]);
        Check(id, taken, ids[0]);
    }

    [Fact]
    public void Two_headers_are_no_id()
    {
        var http = new DefaultHttpContext();
        http.Request.Headers["x-litellm-call-id"] = new(["a", "b"]);

        Assert.Null(CallId.Read(http.Request));
    }

    [Theory]
    [InlineData("{}", null)]
    [InlineData("""{"metadata": {"trace_id": "order-17"} }""", "order-17")]
    public async Task Every_span_that_carries_them_has_the_same(string body, string? named)
    {
        await using var gateway = await MetadataGateway.StartAsync(new() { App = _ => { }, Options = options => options.CaptureContent = true });

        await gateway.PostBodyAsync(Chat, body, "x-litellm-call-id: call-1");

        var spans = await gateway.StopAsync();
        var carrying = spans.Where(span => span.Attributes.ContainsKey("litellm.call_id") || span.Attributes.ContainsKey("litellm.trace_id"));
        Assert.Equal(
            [
                ("litellm_request", "call-1", named ?? spans[0].TraceId),
                ("raw_gen_ai_request", "call-1", named ?? spans[0].TraceId),
            ],
            carrying.Select(span => (span.Name, (string)span.Attributes["litellm.call_id"]!, (string)span.Attributes["litellm.trace_id"]!)).Order());
    }

    [Fact]
    public void A_trace_id_that_is_set_after_the_headers_were_written_changes_neither()
    {
        using var request = new TracedRequest(options: new() { CaptureContent = true });
        LlmSpan.StartCall("m").End();
        request.State.AddLateMetadata(new() { Metadata = """{"trace_id": "order-17"}"""u8.ToArray() }, link: false, content: false);
        LlmSpan.StartCall("m").End();
        var id = request.State.Root!.TraceId.ToHexString();

        request.End();

        Assert.Equal(id, request.Ended("litellm_request").GetTagItem("litellm.trace_id"));
        Assert.DoesNotContain("order-17", request.Print("litellm.trace_id"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_gateway_may_state_the_id_until_it_is_handed_out()
    {
        using var request = new TracedRequest();
        request.Trace.SetRequestTag("litellm.call_id", "not sane");
        request.Trace.SetRequestTag("litellm.call_id", "mine");
        Assert.Equal("mine", request.Trace.CallId);

        request.Trace.SetRequestTag("litellm.call_id", "another");
        request.End();

        Assert.Equal("mine", request.Ended("litellm_request").GetTagItem("litellm.call_id"));
    }

    private static void Check(string id, bool taken, string actual)
    {
        if (taken)
        {
            Assert.Equal(id, actual);
        }
        else
        {
            Assert.True(Guid.TryParseExact(actual, "D", out var made));
            Assert.NotEqual(default, made);
        }
    }
}
