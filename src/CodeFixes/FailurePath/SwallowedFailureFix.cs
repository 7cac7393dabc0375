using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace TracedLlm.CodeFixes.FailurePath;

/// <summary>TLM2002: records the exception; a second action rethrows it too if the clause can end with a throw.</summary>
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
                // The first action is what tools apply unasked, so it must not change what the code does.
                context.RegisterCodeFix(
                    CodeAction.Create(
                        "Record the exception",
                        _ => Task.FromResult(context.Document.WithSyntaxRoot(root.ReplaceNode(clause, RecordedCatch.Record(clause)))),
                        equivalenceKey: "record"),
                    diagnostic);
                if (RecordedCatch.CanRethrow(clause, model))
                {
                    context.RegisterCodeFix(
                        CodeAction.Create(
                            "Record the exception and rethrow it",
                            _ => Task.FromResult(context.Document.WithSyntaxRoot(root.ReplaceNode(clause, RecordedCatch.RecordAndRethrow(clause)))),
                            equivalenceKey: "rethrow"),
                        diagnostic);
                }
            }
        }
    }
}
