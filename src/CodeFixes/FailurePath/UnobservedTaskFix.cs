using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using TracedLlm.Analyzers.FailurePath;

namespace TracedLlm.CodeFixes.FailurePath;

/// <summary>TLM2004: gives the task the trace; a second action awaits it.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
public sealed class UnobservedTaskFix : CodeFixProvider
{
    private const string Capture = "capture";
    private const string Await = "await";

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds => ["TLM2004"];

    // All findings of a file share the names that the fix makes, so one edit repairs them.
    /// <inheritdoc/>
    public override FixAllProvider GetFixAllProvider() => FixAllProvider.Create(static async (context, document, diagnostics) =>
    {
        var root = (await document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false))!;
        var model = (await document.GetSemanticModelAsync(context.CancellationToken).ConfigureAwait(false))!;
        var calls = diagnostics.OrderBy(static diagnostic => diagnostic.Location.SourceSpan.Start).Select(diagnostic => CallAt(root, diagnostic)).OfType<InvocationExpressionSyntax>();
        return Edit(document, root, model, calls, context.CodeActionEquivalenceKey == Await, context.CancellationToken);
    });

    /// <inheritdoc/>
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        var root = await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false);
        var model = await context.Document.GetSemanticModelAsync(context.CancellationToken).ConfigureAwait(false);
        foreach (var diagnostic in context.Diagnostics)
        {
            if (root is null || model is null || CallAt(root, diagnostic) is not { } call)
            {
                continue;
            }

            // Tools apply the first action unasked. To wait for the task would change what the code does.
            if (TracedStart.CanTrace(call, model, context.CancellationToken))
            {
                context.RegisterCodeFix(
                    CodeAction.Create("Give the task the trace", cancellationToken => Task.FromResult(Edit(context.Document, root, model, [call], isAwaited: false, cancellationToken)), equivalenceKey: Capture),
                    diagnostic);
            }

            if (CanAwait(call))
            {
                context.RegisterCodeFix(
                    CodeAction.Create("Await the task", cancellationToken => Task.FromResult(Edit(context.Document, root, model, [call], isAwaited: true, cancellationToken)), equivalenceKey: Await),
                    diagnostic);
            }
        }
    }

    private static InvocationExpressionSyntax? CallAt(SyntaxNode root, Diagnostic diagnostic) =>
        root.FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: true) as InvocationExpressionSyntax;

    // The flow has to be restored on the thread that suppressed it, so no code awaits in between.
    private static bool CanAwait(InvocationExpressionSyntax call) =>
        StartStatement.Find(call) is StatementSyntax statement && AsyncCode.CanAwait(statement) && !SuppressedFlow.IsAround(call);

    private static Document Edit(Document document, SyntaxNode root, SemanticModel model, IEnumerable<InvocationExpressionSyntax> calls, bool isAwaited, CancellationToken cancellationToken)
    {
        var editor = new SyntaxEditor(root, document.Project.Solution.Workspace.Services);
        var names = new TraceNames(model);
        foreach (var call in calls)
        {
            if (!isAwaited)
            {
                TracedStart.Give(editor, call, names, model, cancellationToken);
            }
            else if (CanAwait(call) && StartStatement.Find(call) is StatementSyntax statement)
            {
                editor.ReplaceNode(statement, static (current, _) => AsyncCode.Await((StatementSyntax)current, StartStatement.CallOf((StatementSyntax)current)));
            }
        }

        return document.WithSyntaxRoot(editor.GetChangedRoot());
    }
}
