using TracedLlm.Analyzers.Spans;
using TracedLlm.CodeFixes.Spans;

namespace TracedLlm.Analyzers.Tests.Examples.Spans;

/// <summary>TLM3008, <see cref="CoreCalled"/> and <see cref="CoreCalledFix"/>.</summary>
public class CoreCalledExample : FixExample<CoreCalled, CoreCalledFix>
{
    /// <inheritdoc/>
    protected override string Wrong => """
        var app = WebApplication.Create(args);
        app.UseTracedLlm();
        app.MapPost("/v1/chat/completions", [TracedLlmRoute] async (HttpContext http, Provider provider) =>
        {
            await provider.RetryAsync(new StreamContent(http.Request.Body));
        });
        app.Run();

        public sealed partial class Provider(HttpClient client)
        {
            [TracedLlmCall]
            public partial Task<HttpResponseMessage> SendAsync(HttpContent request);

            private Task<HttpResponseMessage> SendCoreAsync(HttpContent request) => client.PostAsync("v1/chat/completions", request);

            public Task<HttpResponseMessage> RetryAsync(HttpContent request) => {|TLM3008:SendCoreAsync(request)|};
        }
        """;

    /// <inheritdoc/>
    protected override string Right => """
        var app = WebApplication.Create(args);
        app.UseTracedLlm();
        app.MapPost("/v1/chat/completions", [TracedLlmRoute] async (HttpContext http, Provider provider) =>
        {
            await provider.RetryAsync(new StreamContent(http.Request.Body));
        });
        app.Run();

        public sealed partial class Provider(HttpClient client)
        {
            [TracedLlmCall]
            public partial Task<HttpResponseMessage> SendAsync(HttpContent request);

            private Task<HttpResponseMessage> SendCoreAsync(HttpContent request) => client.PostAsync("v1/chat/completions", request);

            public Task<HttpResponseMessage> RetryAsync(HttpContent request) => SendAsync(request);
        }
        """;
}
