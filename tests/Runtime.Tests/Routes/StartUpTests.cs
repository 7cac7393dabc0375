using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using TracedLlm.Tests.Gateways;

namespace TracedLlm.Tests.Routes;

/// <summary>A route that cannot be traced is an error at start-up.</summary>
[Collection(ProcessWide.Name)]
public sealed class StartUpTests
{
    [Fact]
    public async Task A_traced_route_without_the_middleware()
    {
        var error = await FailureOf(new GatewaySetup { App = app => app.MapPost("/v1/messages", [TracedLlmRoute] () => "") });

        Assert.Equal(
            "These endpoints carry [TracedLlmRoute], but UseTracedLlm() was not called: HTTP: POST /v1/messages. "
            + "Call app.UseTracedLlm() before app.UseAuthentication().",
            error.Message);
    }

    [Fact]
    public async Task A_gateway_without_traced_routes_needs_no_middleware()
    {
        await using var gateway = await TestGateway.StartAsync(new GatewaySetup { App = app => app.MapPost("/v1/messages", () => "") });

        await gateway.PostAsync("/v1/messages");
    }

    [Fact]
    public async Task The_middleware_without_the_services()
    {
        var error = await FailureOf(new GatewaySetup { Add = (_, _, _) => { }, App = app => app.UseTracedLlm() });

        Assert.Equal("UseTracedLlm() needs builder.Services.AddTracedLlm(builder.Configuration).", error.Message);
    }

    [Theory]
    [InlineData("/v1/chat")]
    [InlineData("/v1/conversations/{id}/messages")]
    [InlineData("/{**rest}")]
    public async Task A_pattern_that_names_no_API(string pattern)
    {
        var error = await FailureOf(new GatewaySetup
        {
            App = app =>
            {
                app.UseTracedLlm();
                app.MapPost(pattern, [TracedLlmRoute] (HttpContext http) => Task.CompletedTask);
            },
        });

        Assert.Equal(
            $"[TracedLlmRoute] on HTTP: POST {pattern}: the pattern '{pattern}' names no API. "
            + "Name the API in the attribute, as in [TracedLlmRoute(LlmApi.ChatCompletions)]. "
            + "The APIs are ChatCompletions, Completions, Messages, Responses, Embeddings, GenerateContent, Rerank, Moderations, "
            + "ImageGeneration, ImageEdit, Speech, Transcription, Files, Batches, Assistants, VectorStores, Realtime, PassThrough, Converse, InvokeModel, CohereChat, OllamaChat, OllamaGenerate.",
            error.Message);
    }

    [Fact]
    public async Task Routing_after_the_middleware()
    {
        var error = await FailureOf(new GatewaySetup
        {
            App = app =>
            {
                app.UseTracedLlm();
                app.UseRouting();
                app.MapPost("/v1/messages", [TracedLlmRoute] () => "");
            },
        });

        Assert.Equal(
            "UseTracedLlm() was called before UseRouting(), so it sees no endpoint and opens no trace for "
            + "HTTP: POST /v1/messages. Call app.UseTracedLlm() after app.UseRouting() and before app.UseAuthentication().",
            error.Message);
    }

    private static async Task<InvalidOperationException> FailureOf(GatewaySetup setup) =>
        await Assert.ThrowsAsync<InvalidOperationException>(() => TestGateway.StartAsync(setup));
}
