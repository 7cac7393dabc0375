using System.Collections.Immutable;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.Text;

namespace TracedLlm.Analyzers.Tests.Harness;

/// <summary>Writes Good where <see cref="BadNameAnalyzer"/> found Bad.</summary>
public class BadNameFix : CodeFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds => ["TEST1"];

    /// <summary>What takes the place of Bad.</summary>
    protected virtual string Replacement => "Good";

    /// <inheritdoc/>
    public override FixAllProvider? GetFixAllProvider() => WellKnownFixAllProviders.BatchFixer;

    /// <inheritdoc/>
    public override Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        var place = new TextSpan(context.Span.Start, 3);
        context.RegisterCodeFix(
            CodeAction.Create("Say something nice", async cancellationToken =>
                context.Document.WithText((await context.Document.GetTextAsync(cancellationToken)).Replace(place, Replacement)), equivalenceKey: "nice"),
            context.Diagnostics);
        return Task.CompletedTask;
    }
}
