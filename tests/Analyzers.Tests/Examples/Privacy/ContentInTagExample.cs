using TracedLlm.Analyzers.Privacy;
using TracedLlm.CodeFixes.Privacy;

namespace TracedLlm.Analyzers.Tests.Examples.Privacy;

/// <summary>TLM5002, <see cref="ContentInTag"/> and <see cref="ContentInTagFix"/>.</summary>
public class ContentInTagExample : FixExample<ContentInTag, ContentInTagFix>
{
    /// <inheritdoc/>
    protected override string Wrong => """
        var app = WebApplication.Create(args);
        app.UseTracedLlm();
        app.MapPost("/ask", [TracedLlmRoute(LlmApi.ChatCompletions)] () => Results.Ok());
        app.Run();

        [PayloadMap]
        public sealed partial class Question
        {
            [{|TLM5002:PayloadField("question", Tag = GenAi.InputMessages)|}] public string? Text { get; init; }
        }
        """;

    /// <inheritdoc/>
    protected override string Right => """
        var app = WebApplication.Create(args);
        app.UseTracedLlm();
        app.MapPost("/ask", [TracedLlmRoute(LlmApi.ChatCompletions)] () => Results.Ok());
        app.Run();

        [PayloadMap]
        public sealed partial class Question
        {
            [PayloadField("question", Tag = GenAi.InputMessages, Content = true)] public string? Text { get; init; }
        }
        """;
}
