using TracedLlm.Analyzers.Context;

namespace TracedLlm.Analyzers.Tests.Examples.Context;

/// <summary>TLM4003, <see cref="SpanAcrossYield"/>.</summary>
public class SpanAcrossYieldExample : RuleExample<SpanAcrossYield>
{
    /// <inheritdoc/>
    protected override string Wrong => """
        using System.Runtime.CompilerServices;

        var app = WebApplication.Create(args);
        app.UseTracedLlm();
        app.MapPost("/v1/chat/completions", [TracedLlmRoute] (string model, Provider provider) => provider.StreamAsync(model));
        app.Run();

        public sealed partial class Provider(HttpClient client)
        {
            public async IAsyncEnumerable<string?> StreamAsync(string model, [EnumeratorCancellation] CancellationToken cancellationToken = default)
            {
                using var span = {|TLM4003:LlmSpan.StartCall(model)|};
                await foreach (var chunk in client.GetFromJsonAsAsyncEnumerable<string>($"v1/chat/completions?model={model}", cancellationToken))
                {
                    yield return chunk;
                }
            }
        }
        """;

    /// <inheritdoc/>
    protected override string Right => """
        using System.Runtime.CompilerServices;

        var app = WebApplication.Create(args);
        app.UseTracedLlm();
        app.MapPost("/v1/chat/completions", [TracedLlmRoute] (string model, Provider provider) => provider.StreamAsync(model));
        app.Run();

        public sealed partial class Provider(HttpClient client)
        {
            [TracedLlmCall]
            public partial IAsyncEnumerable<string?> StreamAsync([SpanTag(GenAi.RequestModel)] string model, CancellationToken cancellationToken = default);

            private async IAsyncEnumerable<string?> StreamCoreAsync(string model, [EnumeratorCancellation] CancellationToken cancellationToken)
            {
                await foreach (var chunk in client.GetFromJsonAsAsyncEnumerable<string>($"v1/chat/completions?model={model}", cancellationToken))
                {
                    yield return chunk;
                }
            }
        }
        """;
}
