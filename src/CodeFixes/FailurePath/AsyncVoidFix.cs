using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.FindSymbols;
using Microsoft.CodeAnalysis.Simplification;

namespace TracedLlm.CodeFixes.FailurePath;

/// <summary>TLM2005: returns a task. A second action awaits it at the calls of the method.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
public sealed class AsyncVoidFix : CodeFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds => ["TLM2005"];

    /// <inheritdoc/>
    public override FixAllProvider GetFixAllProvider() => WellKnownFixAllProviders.BatchFixer;

    /// <inheritdoc/>
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        var root = await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false);
        var model = await context.Document.GetSemanticModelAsync(context.CancellationToken).ConfigureAwait(false);
        foreach (var diagnostic in context.Diagnostics)
        {
            switch (root?.FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: true))
            {
                case MethodDeclarationSyntax or LocalFunctionStatementSyntax:
                    var declaration = root.FindNode(diagnostic.Location.SourceSpan);
                    if (model?.GetDeclaredSymbol(declaration, context.CancellationToken) is IMethodSymbol method && IsFree(method)
                        && await CallsAsync(context.Document.Project.Solution, method, context.CancellationToken).ConfigureAwait(false) is { } calls)
                    {
                        // The first action is what tools apply unasked. To wait for the task would change what the callers do.
                        context.RegisterCodeFix(
                            CodeAction.Create("Return a Task", cancellationToken => ReturnTaskAsync(context.Document, declaration, calls, isAwaited: false, cancellationToken), equivalenceKey: "task"),
                            diagnostic);
                        if (calls.Exists(static one => one.Call.Parent is ExpressionStatementSyntax statement && AsyncCode.CanAwait(statement)))
                        {
                            context.RegisterCodeFix(
                                CodeAction.Create("Return a Task and await it", cancellationToken => ReturnTaskAsync(context.Document, declaration, calls, isAwaited: true, cancellationToken), equivalenceKey: "await"),
                                diagnostic);
                        }
                    }

                    break;
                case LambdaExpressionSyntax { Parent: ArgumentSyntax { Parent: ArgumentListSyntax { Arguments.Count: 1, Parent: InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "StartNew" } start } } } }:
                    context.RegisterCodeFix(
                        CodeAction.Create("Use Task.Run", _ => Task.FromResult(context.Document.WithSyntaxRoot(root.ReplaceNode(start, Run(start)))), equivalenceKey: "task"),
                        diagnostic);
                    break;
            }
        }
    }

    // A base type or an interface fixes the signature.
    private static bool IsFree(IMethodSymbol method) =>
        !method.IsOverride && !method.IsVirtual && method.PartialDefinitionPart is null && method.PartialImplementationPart is null
        && !method.ContainingType.AllInterfaces.SelectMany(static type => type.GetMembers().OfType<IMethodSymbol>())
            .Any(member => SymbolEqualityComparer.Default.Equals(method.ContainingType.FindImplementationForInterfaceMember(member), method));

    /// <summary>The calls of a method; <see langword="null"/> if other code uses the method, for example a delegate that returns nothing.</summary>
    private static async Task<List<(Document Document, InvocationExpressionSyntax Call)>?> CallsAsync(Solution solution, IMethodSymbol method, CancellationToken cancellationToken)
    {
        var calls = new List<(Document, InvocationExpressionSyntax)>();
        foreach (var reference in await SymbolFinder.FindReferencesAsync(method, solution, cancellationToken).ConfigureAwait(false))
        {
            foreach (var place in reference.Locations)
            {
                var root = await place.Document.GetSyntaxRootAsync(cancellationToken).ConfigureAwait(false);
                switch (root?.FindNode(place.Location.SourceSpan, findInsideTrivia: true, getInnermostNodeForTie: true))
                {
                    case null:
                    case var node when node.IsPartOfStructuredTrivia() || IsNameOf(node):
                        break;
                    case SimpleNameSyntax name when Called(name) is { } call:
                        calls.Add((place.Document, call));
                        break;
                    default:
                        return null;
                }
            }
        }

        return calls;
    }

    private static InvocationExpressionSyntax? Called(SimpleNameSyntax name)
    {
        ExpressionSyntax called = name.Parent is MemberAccessExpressionSyntax access && access.Name == name ? access : name;
        return called.Parent is InvocationExpressionSyntax call && call.Expression == called ? call : null;
    }

    private static bool IsNameOf(SyntaxNode node) =>
        node.FirstAncestorOrSelf<ArgumentSyntax>() is { Parent: ArgumentListSyntax { Parent: InvocationExpressionSyntax { Expression: IdentifierNameSyntax { Identifier.ValueText: "nameof" } } } };

    private static async Task<Solution> ReturnTaskAsync(
        Document document, SyntaxNode declaration, List<(Document Document, InvocationExpressionSyntax Call)> calls, bool isAwaited, CancellationToken cancellationToken)
    {
        var editor = new SolutionEditor(document.Project.Solution);
        var own = await editor.GetDocumentEditorAsync(document.Id, cancellationToken).ConfigureAwait(false);
        var type = declaration is MethodDeclarationSyntax written ? written.ReturnType : ((LocalFunctionStatementSyntax)declaration).ReturnType;
        own.ReplaceNode(type, Type("global::System.Threading.Tasks.Task").WithTriviaFrom(type));

        foreach (var (place, call) in calls)
        {
            if (call.Parent is not ExpressionStatementSyntax statement)
            {
                continue;
            }

            var editing = await editor.GetDocumentEditorAsync(place.Id, cancellationToken).ConfigureAwait(false);
            if (isAwaited ? AsyncCode.CanAwait(statement) : CanDiscard(statement, editing.SemanticModel))
            {
                editing.ReplaceNode(statement, (current, _) => isAwaited
                    ? AsyncCode.Await((ExpressionStatementSyntax)current, ((ExpressionStatementSyntax)current).Expression)
                    : Discard((ExpressionStatementSyntax)current));
            }
        }

        return editor.GetChangedSolution();
    }

    // The name '_' may belong to a parameter or a local.
    private static bool CanDiscard(ExpressionStatementSyntax statement, SemanticModel model) => model.LookupSymbols(statement.SpanStart, name: "_").IsEmpty;

    private static ExpressionStatementSyntax Discard(ExpressionStatementSyntax statement) => statement.WithExpression(
        SyntaxFactory.AssignmentExpression(SyntaxKind.SimpleAssignmentExpression, SyntaxFactory.IdentifierName("_").WithTrailingTrivia(SyntaxFactory.Space), statement.Expression.WithoutLeadingTrivia().WithLeadingTrivia(SyntaxFactory.Space))
            .WithLeadingTrivia(statement.Expression.GetLeadingTrivia()));

    private static MemberAccessExpressionSyntax Run(MemberAccessExpressionSyntax start) => start
        .WithExpression(Type("global::System.Threading.Tasks.Task").WithTriviaFrom(start.Expression))
        .WithName(SyntaxFactory.IdentifierName("Run"));

    private static TypeSyntax Type(string name) => SyntaxFactory.ParseTypeName(name).WithAdditionalAnnotations(Simplifier.Annotation);
}
