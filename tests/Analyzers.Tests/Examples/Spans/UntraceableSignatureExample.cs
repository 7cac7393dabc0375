using TracedLlm.Analyzers.Spans;

namespace TracedLlm.Analyzers.Tests.Examples.Spans;

/// <summary>TLM3003, <see cref="UntraceableSignature"/>.</summary>
public class UntraceableSignatureExample : RuleExample<UntraceableSignature>
{
    /// <inheritdoc/>
    protected override string Wrong => """
        var app = WebApplication.Create(args);
        app.UseTracedLlm();
        app.MapPost("/v1/chat/completions", [TracedLlmRoute] async (HttpContext http, Provider provider) =>
        {
            await provider.SendAsync(new StreamContent(http.Request.Body), http.RequestAborted);
        });
        app.Run();

        public sealed partial class Provider(HttpClient client)
        {
            [TracedLlmCall]
            public partial {|TLM3003:Task<Stream>|} SendAsync(HttpContent body, CancellationToken cancellationToken);

            private async Task<Stream> SendCoreAsync(HttpContent body, CancellationToken cancellationToken)
            {
                var answer = await client.PostAsync("v1/chat/completions", body, cancellationToken);
                return await answer.Content.ReadAsStreamAsync(cancellationToken);
            }
        }
        """;

    /// <inheritdoc/>
    protected override string Right => """
        var app = WebApplication.Create(args);
        app.UseTracedLlm();
        app.MapPost("/v1/chat/completions", [TracedLlmRoute] async (HttpContext http, Provider provider) =>
        {
            await provider.SendAsync(new StreamContent(http.Request.Body), http.RequestAborted);
        });
        app.Run();

        public sealed partial class Provider(HttpClient client)
        {
            [TracedLlmCall]
            public partial Task<HttpResponseMessage> SendAsync(HttpContent body, CancellationToken cancellationToken);

            private async Task<HttpResponseMessage> SendCoreAsync(HttpContent body, CancellationToken cancellationToken)
            {
                var answer = await client.PostAsync("v1/chat/completions", body, cancellationToken);
                return answer;
            }
        }
        """;
}
