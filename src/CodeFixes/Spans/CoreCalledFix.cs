using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using TracedLlm.Analyzers.Spans;

namespace TracedLlm.CodeFixes.Spans;

/// <summary>TLM3008: calls the traced method instead of its Core.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
public sealed class CoreCalledFix : CodeFixProvider
{
    private const string Key = "traced";

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds => ["TLM3008"];

    /// <inheritdoc/>
    public override FixAllProvider GetFixAllProvider() => WellKnownFixAllProviders.BatchFixer;

    /// <inheritdoc/>
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        var root = await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false);
        foreach (var diagnostic in context.Diagnostics)
        {
            if (diagnostic.Properties.TryGetValue(CoreCalled.TracedMethod, out var method)
                && method is not null
                && NameIn(root?.FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: true)) is { } name)
            {
                var identifier = SyntaxFactory.Identifier(method).WithTriviaFrom(name.Identifier);
                context.RegisterCodeFix(
                    CodeAction.Create($"Call '{method}'", _ => Task.FromResult(context.Document.WithSyntaxRoot(root!.ReplaceNode(name, name.WithIdentifier(identifier)))), equivalenceKey: Key),
                    diagnostic);
            }
        }
    }

    private static SimpleNameSyntax? NameIn(SyntaxNode? node) => node switch
    {
        InvocationExpressionSyntax call => NameIn(call.Expression),
        MemberAccessExpressionSyntax member => member.Name,
        MemberBindingExpressionSyntax binding => binding.Name,
        SimpleNameSyntax name => name,
        _ => null,
    };
}
