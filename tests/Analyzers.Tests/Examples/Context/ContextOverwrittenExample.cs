using TracedLlm.Analyzers.Context;
using TracedLlm.CodeFixes.Context;

namespace TracedLlm.Analyzers.Tests.Examples.Context;

/// <summary>TLM4002, <see cref="ContextOverwritten"/> and <see cref="ContextOverwrittenFix"/>.</summary>
public class ContextOverwrittenExample : FixExample<ContextOverwritten, ContextOverwrittenFix>
{
    /// <inheritdoc/>
    protected override string Wrong => """
        using System.Diagnostics;

        var app = WebApplication.Create(args);
        app.UseTracedLlm();
        app.MapPost("/v1/messages", [TracedLlmRoute] () => Audit.Write(new Activity("audits")));
        app.Run();

        public static class Audit
        {
            private static readonly ActivitySource Source = new("my-gateway");

            public static void Write(Activity parent)
            {
                {|TLM4002:Activity.Current = parent|};
                using var audit = Source.StartActivity("audit");
                File.AppendAllText("audit.log", "answered");
            }
        }
        """;

    /// <inheritdoc/>
    protected override string Right => """
        using System.Diagnostics;

        var app = WebApplication.Create(args);
        app.UseTracedLlm();
        app.MapPost("/v1/messages", [TracedLlmRoute] () => Audit.Write(new Activity("audits")));
        app.Run();

        public static class Audit
        {
            private static readonly ActivitySource Source = new("my-gateway");

            public static void Write(Activity parent)
            {
                using var audit = Source.StartActivity("audit", ActivityKind.Internal, parent.Context);
                File.AppendAllText("audit.log", "answered");
            }
        }
        """;
}
