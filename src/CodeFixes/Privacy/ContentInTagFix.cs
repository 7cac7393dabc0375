using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace TracedLlm.CodeFixes.Privacy;

/// <summary>TLM5002: a field of a payload or of metadata says that it is content.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
public sealed class ContentInTagFix : CodeFixProvider
{
    private const string Title = "Say that it is content";
    private const string Content = "Content";

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds => ["TLM5002"];

    /// <inheritdoc/>
    public override FixAllProvider GetFixAllProvider() => WellKnownFixAllProviders.BatchFixer;

    /// <inheritdoc/>
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        var root = await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false);
        foreach (var diagnostic in context.Diagnostics)
        {
            // Only fields have a tag by name; a method's attribute has no gate.
            if (root?.FindNode(diagnostic.Location.SourceSpan) is AttributeSyntax { ArgumentList: { } arguments } attribute
                && arguments.Arguments.Any(static argument => argument.NameEquals is { Name.Identifier.ValueText: "Tag" }))
            {
                var stated = arguments.Arguments.FirstOrDefault(static argument => argument.NameEquals is { Name.Identifier.ValueText: Content });
                var said = SyntaxFactory.AttributeArgument(SyntaxFactory.ParseExpression("true"))
                    .WithNameEquals(SyntaxFactory.NameEquals(SyntaxFactory.IdentifierName(Content).WithTrailingTrivia(SyntaxFactory.Space)).WithEqualsToken(SyntaxFactory.Token(SyntaxKind.EqualsToken).WithTrailingTrivia(SyntaxFactory.Space)));
                var changed = stated is not null
                    ? arguments.ReplaceNode(stated, said)
                    : arguments.WithArguments(SyntaxFactory.SeparatedList(
                        arguments.Arguments.Add(said),
                        Enumerable.Repeat(SyntaxFactory.Token(SyntaxKind.CommaToken).WithTrailingTrivia(SyntaxFactory.Space), arguments.Arguments.Count)));
                context.RegisterCodeFix(
                    CodeAction.Create(Title, _ => Task.FromResult(context.Document.WithSyntaxRoot(root.ReplaceNode(attribute, attribute.WithArgumentList(changed)))), equivalenceKey: Title),
                    diagnostic);
            }
        }
    }
}
