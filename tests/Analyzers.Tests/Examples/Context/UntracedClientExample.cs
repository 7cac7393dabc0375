using TracedLlm.Analyzers.Context;
using TracedLlm.CodeFixes.Context;

namespace TracedLlm.Analyzers.Tests.Examples.Context;

/// <summary>TLM4004, <see cref="UntracedClient"/> and <see cref="UntracedClientFix"/>.</summary>
public class UntracedClientExample : FixExample<UntracedClient, UntracedClientFix>
{
    /// <inheritdoc/>
    protected override string Wrong => """
        var builder = WebApplication.CreateBuilder(args);
        {|TLM4004:builder.Services.AddHttpClient<ProviderClient>()|};
        var app = builder.Build();
        app.UseTracedLlm();
        app.MapPost("/v1/chat/completions", [TracedLlmRoute] async (HttpContext http, ProviderClient provider) =>
        {
            using var answer = await provider.SendAsync(new StreamContent(http.Request.Body));
            await answer.Content.CopyToAsync(http.Response.Body);
        });
        app.Run();

        internal sealed class ProviderClient(HttpClient http)
        {
            public Task<HttpResponseMessage> SendAsync(HttpContent body) => http.PostAsync("v1/chat/completions", body);
        }
        """;

    /// <inheritdoc/>
    protected override string Right => """
        var builder = WebApplication.CreateBuilder(args);
        builder.Services.AddHttpClient<ProviderClient>().AddTracedLlmCall();
        var app = builder.Build();
        app.UseTracedLlm();
        app.MapPost("/v1/chat/completions", [TracedLlmRoute] async (HttpContext http, ProviderClient provider) =>
        {
            using var answer = await provider.SendAsync(new StreamContent(http.Request.Body));
            await answer.Content.CopyToAsync(http.Response.Body);
        });
        app.Run();

        internal sealed class ProviderClient(HttpClient http)
        {
            public Task<HttpResponseMessage> SendAsync(HttpContent body) => http.PostAsync("v1/chat/completions", body);
        }
        """;
}
