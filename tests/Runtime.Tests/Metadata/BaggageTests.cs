using Microsoft.AspNetCore.Builder;
using TracedLlm.Exporting;
using TracedLlm.Tests.Gateways;

namespace TracedLlm.Tests.Metadata;

/// <summary>The metadata in a caller's <c>baggage</c>.</summary>
[Collection(ProcessWide.Name)]
public sealed class BaggageTests
{
    private const string Langfuse =
        "baggage: langfuse_user_id=Ann%20B, langfuse_session_id=s-1;propagated=1,langfuse_tags=red%2Cblue,langfuse_metadata_region=eu,langfuse_trace_name=greeting,other=x";

    [Fact]
    public async Task Every_span_has_what_Langfuses_clients_propagate()
    {
        await using var gateway = await MetadataGateway.StartAsync();

        await gateway.PostBodyAsync(MetadataGateway.Chat, "{}", Langfuse, $"traceparent: {TestGateway.Caller}");

        Assert.All(await gateway.StopAsync(), span =>
        {
            Assert.Equal(("Ann B", "s-1", "greeting", "eu"), (span.Attributes["user.id"], span.Attributes["session.id"], span.Attributes["litellm.trace.name"], span.Attributes["litellm.metadata.region"]));
            Assert.Equal(["red", "blue"], span.Attributes.Get<object?[]>("litellm.trace.tags"));
            Assert.DoesNotContain(span.Attributes.Keys, key => key.Contains("other", StringComparison.Ordinal));
        });
    }

    [Theory]
    [InlineData("b", "{}", "baggage: session.id=b")]
    [InlineData("l", "{}", "baggage: session.id=b,langfuse_session_id=l")]
    [InlineData("b", """{"metadata": {"session_id": "key"} }""", "baggage: session.id=b")]
    [InlineData("header", "{}", "baggage: session.id=b", "x-litellm-session-id: header")]
    [InlineData("", "{}", "baggage: session.id")]
    [InlineData("", "{}", "baggage: ,;=,session.id=")]
    public async Task A_session_in_the_baggage_comes_after_the_headers_and_before_the_metadata(string session, string body, params string[] headers)
    {
        await using var gateway = await MetadataGateway.StartAsync();

        await gateway.PostBodyAsync(MetadataGateway.Chat, body, headers);

        Assert.All(await gateway.StopAsync(), span => Assert.Equal(session, span.Attributes["session.id"] ?? ""));
    }

    [Theory]
    [InlineData("body", """{"user": "body"}""")]
    [InlineData("b", "{}")]
    public async Task A_user_in_the_baggage_comes_after_the_requests(string user, string body)
    {
        await using var gateway = await MetadataGateway.StartAsync();

        await gateway.PostBodyAsync(MetadataGateway.Chat, body, "baggage: user.id=b");

        Assert.All(await gateway.StopAsync(), span => Assert.Equal(user, span.Attributes["user.id"]));
    }

    [Theory]
    [InlineData(InboundTrust.Continue, true)]
    [InlineData(InboundTrust.Full, true)]
    [InlineData(InboundTrust.Link, false)]
    [InlineData(InboundTrust.Ignore, false)]
    public async Task Baggage_is_read_from_a_trusted_caller_only(InboundTrust trust, bool isRead)
    {
        await using var gateway = await MetadataGateway.StartAsync(new() { App = _ => { }, Options = options => options.InboundTrust = trust });

        await gateway.PostBodyAsync(MetadataGateway.Chat, "{}", Langfuse);

        Assert.All(await gateway.StopAsync(), span => Assert.Equal(isRead ? "s-1" : null, span.Attributes["session.id"]));
    }

    [Fact]
    public async Task Baggage_is_not_read_while_context_is_not_propagated()
    {
        await using var gateway = await MetadataGateway.StartAsync(new() { App = _ => { }, Options = options => options.IgnoreContextPropagation = true });

        await gateway.PostBodyAsync(MetadataGateway.Chat, "{}", Langfuse);

        Assert.All(await gateway.StopAsync(), span => Assert.Null(span.Attributes["session.id"]));
    }

    [Theory]
    [InlineData($"baggage: langfuse_trace_id={TestGateway.CallerTrace}", "LangfuseHeader")]
    [InlineData("baggage: langfuse_trace_id=4bf92f3577b34da6a3ce929d0e0e4736", "Header")]
    [InlineData("baggage: langfuse_session_id=s", "Header")]
    public async Task A_caller_says_in_its_baggage_that_Langfuse_gets_its_spans(string baggage, string source)
    {
        ParentSource found = default;
        await using var gateway = await MetadataGateway.StartAsync(new()
        {
            App = app => app.Use(async (http, next) =>
            {
                await next(http);
                found = http.Features.Get<TracedLlm.Requests.RequestState>()!.ParentSource;
            }),
        });

        await gateway.PostBodyAsync(MetadataGateway.Chat, "{}", baggage, $"traceparent: {TestGateway.Caller}");

        Assert.Equal(source, found.ToString());
    }
}
