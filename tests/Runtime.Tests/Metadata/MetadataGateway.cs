using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using TracedLlm.Testing.Hosting;
using TracedLlm.Tests.Gateways;

namespace TracedLlm.Tests.Metadata;

/// <summary>A gateway whose requests have spans of every kind and are read for their metadata.</summary>
internal static class MetadataGateway
{
    public const string Chat = "/v1/chat/completions";

    /// <summary>The routes on which <c>metadata</c> is the provider's.</summary>
    public static readonly string[] LiteLlmMetadataRoutes =
        ["/v1/messages", "/v1/responses", "/v1/batches", "/v1/files", "/v1/assistants", "/v1/threads"];

    public static Task<TestGateway> StartAsync(GatewaySetup? setup = null)
    {
        setup ??= new() { App = _ => { } };
        return TestGateway.StartAsync(setup with
        {
            App = app =>
            {
                setup.App(app);
                app.UseTracedLlm();
                foreach (var route in LiteLlmMetadataRoutes.Append(Chat))
                {
                    app.MapPost(route, [TracedLlmRoute] (HttpContext http) => Handle(http));
                }
            },
        });
    }

    /// <summary>Posts one request, stops the gateway and prints its trees.</summary>
    /// <param name="body">The request's body.</param>
    /// <param name="headers">Its headers.</param>
    /// <param name="show">Prefixes of the attributes shown.</param>
    /// <param name="path">Its path.</param>
    public static async Task<string> PrintAsync(string body, string[] headers, string[] show, string path = Chat)
    {
        await using var gateway = await StartAsync();
        await gateway.PostBodyAsync(path, body, headers);
        return await gateway.StopAndPrintAsync(show);
    }

    public static async Task<GatewayAnswer> PostBodyAsync(this TestGateway gateway, string path, string body, params string[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent(Canaries.WithPrompt(body), null, "application/json") };
        return await gateway.SendAsync(request, headers);
    }

    /// <summary>Makes spans of every kind. A request fails with the status that its query names.</summary>
    public static IResult Handle(HttpContext http)
    {
        using (LlmSpan.StartStage(LlmStage.Auth))
        {
        }

        using (LlmSpan.StartGuardrail("pii", GuardrailMode.PreCall))
        {
        }

        using (LlmSpan.StartCall("m"))
        {
        }

        return int.TryParse(http.Request.Query["status"], out var status) ? Results.StatusCode(status) : Results.Text("served");
    }
}
