using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using TracedLlm.Generators.Spans;

namespace TracedLlm.CodeFixes.Spans;

/// <summary>TLM3001: moves the body to <c>…Core</c> and makes the declaration and the types around it partial.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
public sealed class TracedMethodNotPartialFix : CodeFixProvider
{
    private const string Title = "Make the method partial and add its Core";

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds => ["TLM3001"];

    /// <inheritdoc/>
    public override FixAllProvider GetFixAllProvider() => FixAllProvider.Create(static async (context, document, diagnostics) =>
    {
        var root = await document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false);
        return MakeTraced(document, root!, diagnostics.Select(diagnostic => MethodAt(root!, diagnostic)).OfType<MethodDeclarationSyntax>());
    });

    /// <inheritdoc/>
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        var root = await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false);
        foreach (var diagnostic in context.Diagnostics)
        {
            if (root is not null && MethodAt(root, diagnostic) is { } method)
            {
                context.RegisterCodeFix(
                    CodeAction.Create(Title, _ => Task.FromResult(MakeTraced(context.Document, root, [method])), equivalenceKey: Title),
                    diagnostic);
            }
        }
    }

    /// <summary>The method, if the fix can split it or if it needs only partial types.</summary>
    private static MethodDeclarationSyntax? MethodAt(SyntaxNode root, Diagnostic diagnostic) =>
        root.FindNode(diagnostic.Location.SourceSpan) is MethodDeclarationSyntax { Parent: TypeDeclarationSyntax type } method
        && !method.Ancestors().OfType<TypeDeclarationSyntax>().Any(static outer => outer.Modifiers.Any(SyntaxKind.FileKeyword))
        && (method.Modifiers.Any(SyntaxKind.PartialKeyword)
            || (HasBody(method) && !type.Members.Any(member => NameOf(member) == CoreMethods.NameFor(method.Identifier.ValueText))))
            ? method
            : null;

    private static bool HasBody(MethodDeclarationSyntax method) => method.Body is not null || method.ExpressionBody is not null;

    private static string? NameOf(MemberDeclarationSyntax member) => member switch
    {
        MethodDeclarationSyntax method => method.Identifier.ValueText,
        PropertyDeclarationSyntax property => property.Identifier.ValueText,
        _ => null,
    };

    private static Document MakeTraced(Document document, SyntaxNode root, IEnumerable<MethodDeclarationSyntax> methods)
    {
        var editor = new SyntaxEditor(root, document.Project.Solution.Workspace.Services);
        var types = new HashSet<TypeDeclarationSyntax>();
        foreach (var method in methods)
        {
            if (HasBody(method))
            {
                editor.InsertAfter(method, MethodHalves.Core(method, CoreMethods.NameFor(method.Identifier.ValueText)));
                editor.ReplaceNode(method, MethodHalves.Declaration(method));
            }

            types.UnionWith(method.Ancestors().OfType<TypeDeclarationSyntax>().Where(static type => !type.Modifiers.Any(SyntaxKind.PartialKeyword)));
        }

        foreach (var type in types)
        {
            editor.ReplaceNode(type, static (current, _) => Partial((TypeDeclarationSyntax)current));
        }

        return document.WithSyntaxRoot(editor.GetChangedRoot());
    }

    private static TypeDeclarationSyntax Partial(TypeDeclarationSyntax type)
    {
        var partial = SyntaxFactory.Token(SyntaxKind.PartialKeyword).WithTrailingTrivia(SyntaxFactory.Space);
        if (type.Modifiers.Count > 0)
        {
            return type.AddModifiers(partial);
        }

        var keyword = type.Keyword;
        return (TypeDeclarationSyntax)type.WithKeyword(keyword.WithLeadingTrivia()).WithModifiers(SyntaxFactory.TokenList(partial.WithLeadingTrivia(keyword.LeadingTrivia)));
    }
}
