using System.Diagnostics;
using TracedLlm.Export.Tests.Otlp;
using TracedLlm.Export.Views;
using TracedLlm.Export.Views.Langfuse;
using TracedLlm.Exporting;

namespace TracedLlm.Export.Tests.Views;

/// <summary>The fields of a trace: on every row, on the root, and in a trace that the request has joined.</summary>
[Collection(ProcessWide.Name)]
public sealed class LangfuseTraceTests
{
    private readonly LangfuseView _view = new();

    [Fact]
    public async Task User_and_trace_fields_are_on_every_row()
    {
        await using var gateway = await ViewGateway.StartAsync();
        var request = await gateway.SendAsync("success");

        Assert.All(request.ReceiveSpans(_view), span =>
        {
            Assert.Equal("user-7", span.Attributes["user.id"]);
            Assert.Equal("session-1", span.Attributes["session.id"]);
            Assert.Equal("greeting", span.Attributes["langfuse.trace.name"]);
            Assert.Equal(["red", "blue"], span.Attributes.Get<object?[]>("langfuse.trace.tags"));
            Assert.Equal("eu", span.Attributes["langfuse.trace.metadata.region"]);
        });
    }

    [Fact]
    public async Task The_root_has_what_was_said_as_text_and_the_request_has_the_messages()
    {
        await using var gateway = await ViewGateway.StartAsync();
        var request = await gateway.SendAsync("success");
        var root = request.Span(_view, "Received Proxy Server Request").Attributes;
        var generation = request.Span(_view, "litellm_request").Attributes;

        Assert.Equal("What is this?", root["langfuse.observation.input"]);
        Assert.Equal("Hello! How can I assist you today?", root["langfuse.observation.output"]);
        Assert.StartsWith("{\"messages\":[", generation.Get<string>("langfuse.observation.input"), StringComparison.Ordinal);
        Assert.Equal("""{"role":"assistant","content":"Hello! How can I assist you today?"}""", generation["langfuse.observation.output"]);
        Assert.False(root.ContainsKey("langfuse.observation.usage_details"));
    }

    [Fact]
    public async Task Without_captured_content_there_is_no_input_nor_output()
    {
        await using var gateway = await ViewGateway.StartAsync(content: false);
        var request = await gateway.SendAsync("success");

        Assert.All(request.ReceiveSpans(_view), span => Assert.DoesNotContain(span.Attributes.Keys, key => key.EndsWith(".input", StringComparison.Ordinal) || key.EndsWith(".output", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_masked_input_is_masked_on_the_root_too()
    {
        await using var gateway = await ViewGateway.StartAsync();
        var request = await gateway.SendAsync("success", ViewGateway.Body.Replace("\"region\"", "\"mask_input\": true, \"region\"", StringComparison.Ordinal));

        Assert.Equal("redacted-by-litellm", request.Span(_view, "Received Proxy Server Request").Attributes["langfuse.observation.input"]);
        Assert.Equal("redacted-by-litellm", request.Span(_view, "litellm_request").Attributes["langfuse.observation.input"]);
    }

    [Fact]
    public async Task A_joined_trace_keeps_its_fields_except_the_update_trace_keys()
    {
        await using var gateway = await ViewGateway.StartAsync();
        var request = await gateway.SendAsync("success", Joined(""));

        Assert.All(request.ReceiveSpans(_view), span =>
        {
            Assert.DoesNotContain(span.Attributes.Keys, key => key.StartsWith("langfuse.trace.", StringComparison.Ordinal));
            Assert.False(span.Attributes.ContainsKey("langfuse.release"));
            Assert.False(span.Attributes.ContainsKey("langfuse.version"));
            Assert.Equal("session-1", span.Attributes["session.id"]);
            Assert.Equal("user-7", span.Attributes["user.id"]);
            Assert.Equal("eu", span.Attributes["langfuse.observation.metadata.region"]);
        });
        var root = request.Span(_view, "Received Proxy Server Request").Attributes;
        Assert.DoesNotContain(root.Keys, key => key is "langfuse.observation.input" or "langfuse.observation.output" or "langfuse.internal.is_app_root");
        Assert.Equal("mobile", root["langfuse.observation.metadata.user_api_key_alias"]);
    }

    [Fact]
    public async Task The_fields_that_a_joined_trace_lets_change_are_sent()
    {
        await using var gateway = await ViewGateway.StartAsync();
        var request = await gateway.SendAsync("success", Joined("""
            "update_trace_keys": ["trace_name", "tags", "output"],
            """));

        var root = request.Span(_view, "Received Proxy Server Request").Attributes;
        Assert.Equal("greeting", root["langfuse.trace.name"]);
        Assert.True(root.ContainsKey("langfuse.trace.tags"));
        Assert.True(root.ContainsKey("langfuse.observation.output"));
        Assert.False(root.ContainsKey("langfuse.observation.input"));
        Assert.False(root.ContainsKey("langfuse.trace.metadata"));
        Assert.False(root.ContainsKey("langfuse.release"));
    }

    [Theory]
    [InlineData(false, "None", true)]
    [InlineData(false, "Metadata", true)]
    [InlineData(false, "Caller", true)]
    [InlineData(false, "Ambient", false)]
    [InlineData(false, "Header", false)]
    [InlineData(false, "LangfuseHeader", true)]
    [InlineData(true, "Ambient", true)]
    [InlineData(true, "Header", true)]
    public void A_root_keeps_a_parent_that_langfuse_gets(bool keeps, string source, bool isKept)
    {
        var view = new LangfuseView { Settings = new() { KeepsParent = keeps } };
        using var parent = new Activity("caller").SetIdFormat(ActivityIdFormat.W3C).Start();
        using var root = new Activity("root").Start();
        using var child = new Activity("child").SetParentId(parent.TraceId, parent.SpanId).Start();
        var request = new RequestSnapshot(root, EverySpanTags.None, () => null, Enum.Parse<ParentSource>(source));

        var received = EncodedSpan.FromActivity(view, root, request);
        Assert.Equal(isKept ? parent.SpanId.ToHexString() : "", received.ParentSpanId ?? "");
        Assert.Equal(isKept ? null : parent.SpanId.ToHexString(), received.Attributes["langfuse.observation.metadata.caller_span_id"]);
        Assert.Equal(parent.TraceId.ToHexString(), received.TraceId);
        Assert.Equal(parent.SpanId.ToHexString(), EncodedSpan.FromActivity(view, child, request).ParentSpanId);
        Assert.False(received.Attributes.ContainsKey("langfuse.internal.is_app_root"));
    }

    [Fact]
    public async Task A_trace_under_a_foreign_parent_has_a_name_and_content_as_a_trace_of_its_own()
    {
        await using var gateway = await ViewGateway.StartAsync();
        var foreign = (await gateway.SendAsync("success", headers: ("traceparent", ViewGateway.Caller))).Span(_view, "Received Proxy Server Request");
        var own = (await gateway.SendAsync("success")).Span(_view, "Received Proxy Server Request");

        Assert.Equal("", foreign.ParentSpanId ?? "");
        Assert.Equal(ViewGateway.CallerTrace, foreign.TraceId);
        Assert.All(new[] { "langfuse.trace.name", "langfuse.observation.input", "langfuse.observation.output" }, name => Assert.Equal(own.Attributes[name], foreign.Attributes[name]));
    }

    [Theory]
    [InlineData("", true)]
    [InlineData("\"update_trace_keys\": [\"trace_name\"],", true)]
    [InlineData("\"update_trace_keys\": [\"output\"],", false)]
    public async Task The_root_of_a_joined_trace_does_not_take_the_place_of_the_owners_root(string keys, bool hasParent)
    {
        await using var gateway = await ViewGateway.StartAsync();
        var request = await gateway.SendAsync("success", Joined(keys));
        var another = await gateway.SendAsync("success", Joined(keys));

        var root = request.Span(_view, "Received Proxy Server Request");
        Assert.Equal(ViewGateway.CallerTrace, root.TraceId);
        Assert.Equal(hasParent, !string.IsNullOrEmpty(root.ParentSpanId));
        Assert.Equal(root.ParentSpanId, another.Span(_view, "Received Proxy Server Request").ParentSpanId);
        Assert.NotEqual(root.SpanId, root.ParentSpanId);
    }

    [Fact]
    public async Task The_root_of_a_joined_trace_keeps_the_parent_that_it_names()
    {
        await using var gateway = await ViewGateway.StartAsync();
        var request = await gateway.SendAsync("success", Joined($"\"parent_observation_id\": \"{ViewGateway.CallerSpan}\","));

        Assert.Equal(ViewGateway.CallerSpan, request.Span(_view, "Received Proxy Server Request").ParentSpanId);
    }

    [Fact]
    public async Task A_span_that_ended_before_the_fields_were_known_has_them()
    {
        await using var gateway = await ViewGateway.StartAsync();
        var request = await gateway.SendAsync("success");
        var settled = request with { Request = request.Request with { EverySpan = request.Request.EverySpan.SetTag("litellm.metadata.late", "x").SetTag(LiteLlm.SessionId, "other") } };
        var span = settled.Span(_view, "auth");

        Assert.Equal("x", span.Attributes["langfuse.trace.metadata.late"]);
        Assert.Equal("session-1", span.Attributes["session.id"]);
    }

    private static string Joined(string more) =>
        ViewGateway.Body.Replace("\"region\"", $"{more} \"existing_trace_id\": \"{ViewGateway.CallerTrace}\", \"region\"", StringComparison.Ordinal);
}
