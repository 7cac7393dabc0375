using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.Simplification;
using TracedLlm.Analyzers.Context;

namespace TracedLlm.CodeFixes.Context;

/// <summary>TLM4004: traces the calls of the client.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
public sealed class UntracedClientFix : CodeFixProvider
{
    private const string Namespace = "TracedLlm";

    private const string Title = "Trace the calls of the client";

    private static readonly FixAllProvider AllOfDocument = FixAllProvider.Create(static async (context, document, diagnostics) =>
        await FixAsync(document, [.. diagnostics.Where(IsFixable)], context.CancellationToken).ConfigureAwait(false));

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds => ["TLM4004"];

    /// <inheritdoc/>
    public override FixAllProvider GetFixAllProvider() => AllOfDocument;

    /// <inheritdoc/>
    public override Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        foreach (var diagnostic in context.Diagnostics.Where(IsFixable))
        {
            context.RegisterCodeFix(
                CodeAction.Create(Title, cancellationToken => FixAsync(context.Document, [diagnostic], cancellationToken), equivalenceKey: Title),
                diagnostic);
        }

        return Task.CompletedTask;
    }

    private static bool IsFixable(Diagnostic diagnostic) => !diagnostic.Properties.ContainsKey(UntracedClient.InOtherProject);

    private static async Task<Document> FixAsync(Document document, ImmutableArray<Diagnostic> diagnostics, CancellationToken cancellationToken)
    {
        if (await document.GetSyntaxRootAsync(cancellationToken).ConfigureAwait(false) is not CompilationUnitSyntax root
            || await document.GetSemanticModelAsync(cancellationToken).ConfigureAwait(false) is not { } model)
        {
            return document;
        }

        var untraced = diagnostics.Select(diagnostic => root.FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: true)).ToList();
        var fixedRoot = root.ReplaceNodes(untraced, static (_, client) => Traced(client));
        var isImported = untraced.TrueForAll(node =>
            node is not InvocationExpressionSyntax || model.LookupNamespacesAndTypes(node.SpanStart, name: "TracedLlmHttpClientBuilderExtensions").Length > 0);
        return document.WithSyntaxRoot(isImported ? fixedRoot : WithUsing(fixedRoot));
    }

    private static SyntaxNode Traced(SyntaxNode client) => client switch
    {
        InvocationExpressionSyntax registration => Chained(registration),
        BaseObjectCreationExpressionSyntax creation => Wrapped(creation),
        _ => client,
    };

    // Directly after the call, on its last line.
    private static InvocationExpressionSyntax Chained(InvocationExpressionSyntax registration) => SyntaxFactory
        .InvocationExpression(SyntaxFactory.MemberAccessExpression(
            SyntaxKind.SimpleMemberAccessExpression,
            registration.WithoutTrailingTrivia(),
            SyntaxFactory.IdentifierName("AddTracedLlmCall")))
        .WithTrailingTrivia(registration.GetTrailingTrivia());

    private static BaseObjectCreationExpressionSyntax Wrapped(BaseObjectCreationExpressionSyntax creation)
    {
        var arguments = creation.ArgumentList ?? SyntaxFactory.ArgumentList();
        var first = arguments.Arguments.FirstOrDefault();
        var inner = first is null ? Parsed("new global::System.Net.Http.HttpClientHandler()") : Innermost(first.Expression);
        var handler = Parsed("new global::TracedLlm.TracedLlmCallHandler { InnerHandler = inner }");
        handler = handler.ReplaceNode(handler.DescendantNodes().OfType<AssignmentExpressionSyntax>().Single().Right, inner.WithoutLeadingTrivia().WithTrailingTrivia(SyntaxFactory.Space));
        var argument = first is null ? SyntaxFactory.Argument(handler) : first.ReplaceNode(inner, handler.WithTriviaFrom(inner));
        var wrapped = first is null ? arguments.AddArguments(argument) : arguments.WithArguments(arguments.Arguments.Replace(first, argument));
        return creation is ObjectCreationExpressionSyntax { ArgumentList: null } named
            ? named.WithType(named.Type.WithoutTrailingTrivia()).WithArgumentList(wrapped)
            : creation.WithArgumentList(wrapped);
    }

    /// <summary>The last of a chain of handlers. A handler around it may send again, and each try is an attempt.</summary>
    private static ExpressionSyntax Innermost(ExpressionSyntax handler)
    {
        if (handler is not BaseObjectCreationExpressionSyntax creation)
        {
            return handler;
        }

        var inner = creation.Initializer?.Expressions.OfType<AssignmentExpressionSyntax>()
            .FirstOrDefault(static assignment => assignment.Left is IdentifierNameSyntax { Identifier.ValueText: "InnerHandler" })?.Right
            ?? creation.ArgumentList?.Arguments.Select(static argument => argument.Expression).OfType<ObjectCreationExpressionSyntax>()
                .FirstOrDefault(static argument => argument.Type.ToString().EndsWith("Handler", StringComparison.Ordinal));
        return inner is null ? handler : Innermost(inner);
    }

    private static ObjectCreationExpressionSyntax Parsed(string creation)
    {
        var parsed = (ObjectCreationExpressionSyntax)SyntaxFactory.ParseExpression(creation);
        return parsed.WithType(parsed.Type.WithAdditionalAnnotations(Simplifier.Annotation));
    }

    private static CompilationUnitSyntax WithUsing(CompilationUnitSyntax root)
    {
        var directive = SyntaxFactory.UsingDirective(SyntaxFactory.ParseName(Namespace))
            .NormalizeWhitespace()
            .WithTrailingTrivia(SyntaxFactory.ElasticLineFeed);
        var after = root.Usings.LastOrDefault(each => each.Alias is null && string.CompareOrdinal(each.Name?.ToString(), Namespace) < 0);
        return root.WithUsings(root.Usings.Insert(after is null ? 0 : root.Usings.IndexOf(after) + 1, directive));
    }
}
