using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace TracedLlm.CodeFixes.FailurePath;

/// <summary>TLM2002: records the exception and rethrows it if the clause can end with a throw.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
public sealed class SwallowedFailureFix : CodeFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds => ["TLM2002"];

    /// <inheritdoc/>
    public override FixAllProvider GetFixAllProvider() => WellKnownFixAllProviders.BatchFixer;

    /// <inheritdoc/>
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        var root = await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false);
        var model = await context.Document.GetSemanticModelAsync(context.CancellationToken).ConfigureAwait(false);
        foreach (var diagnostic in context.Diagnostics)
        {
            if (model is not null && root?.FindNode(diagnostic.Location.SourceSpan).FirstAncestorOrSelf<CatchClauseSyntax>() is { } clause)
            {
                var rethrows = RecordedCatch.CanRethrow(clause, model);
                context.RegisterCodeFix(
                    CodeAction.Create(
                        rethrows ? "Record the exception and rethrow it" : "Record the exception",
                        _ => Task.FromResult(context.Document.WithSyntaxRoot(root.ReplaceNode(clause, rethrows ? RecordedCatch.RecordAndRethrow(clause) : RecordedCatch.Record(clause)))),
                        equivalenceKey: "record"),
                    diagnostic);
            }
        }
    }
}
