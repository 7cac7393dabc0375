using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.Formatting;
using Microsoft.CodeAnalysis.Rename;
using TracedLlm.Generators.Spans;

namespace TracedLlm.CodeFixes.Spans;

/// <summary>TLM3002: renames a method that is the <c>…Core</c> under another name, corrects its signature, or moves the body of the traced method to it. It writes no body, because only the author knows it.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
public sealed class CoreMismatchFix : CodeFixProvider
{
    private const string Key = "core";

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds => ["TLM3002"];

    /// <inheritdoc/>
    public override FixAllProvider GetFixAllProvider() => WellKnownFixAllProviders.BatchFixer;

    /// <inheritdoc/>
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        var root = await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false);
        var model = await context.Document.GetSemanticModelAsync(context.CancellationToken).ConfigureAwait(false);
        foreach (var diagnostic in context.Diagnostics)
        {
            if (root?.FindNode(diagnostic.Location.SourceSpan) is MethodDeclarationSyntax method
                && model?.GetDeclaredSymbol(method, context.CancellationToken) is { } symbol
                && Repair(context.Document, method, symbol, context.CancellationToken) is var (title, fix))
            {
                context.RegisterCodeFix(CodeAction.Create(title, fix, equivalenceKey: Key), diagnostic);
            }
        }
    }

    private static (string Title, Func<CancellationToken, Task<Solution>> Fix)? Repair(Document document, MethodDeclarationSyntax method, IMethodSymbol symbol, CancellationToken cancellationToken)
    {
        var solution = document.Project.Solution;
        var name = CoreMethods.NameFor(method.Identifier.ValueText);
        var candidates = symbol.ContainingType.GetMembers(name);
        var own = Own(method, symbol, cancellationToken);
        if (own is not null)
        {
            return candidates.IsEmpty && solution.GetDocument(own.SyntaxTree) is { } place
                ? ($"Move the body to '{name}'", token => EditAsync(place, own, own == method ? Halves(method, name) : [Renamed(own, name)], token))
                : null;
        }

        if (candidates.IsEmpty)
        {
            return MisnamedCore.Find(symbol, name) is { } misnamed
                ? ($"Rename '{misnamed.Name}' to '{name}'", token => Renamer.RenameSymbolAsync(solution, misnamed, default, name, token))
                : null;
        }

        return candidates.Length == 1
            && candidates[0] is IMethodSymbol { IsVirtual: false, IsOverride: false } candidate
            && candidate.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax(cancellationToken) is MethodDeclarationSyntax found
            && solution.GetDocument(found.SyntaxTree) is { } other
                ? ($"Correct '{name}'", token => EditAsync(other, found, [Corrected(found, method)], token))
                : null;
    }

    /// <summary>The part of a traced method with a hand-written body.</summary>
    private static MethodDeclarationSyntax? Own(MethodDeclarationSyntax method, IMethodSymbol symbol, CancellationToken cancellationToken) =>
        method.Body is not null || method.ExpressionBody is not null ? method
        : symbol.PartialImplementationPart?.DeclaringSyntaxReferences.FirstOrDefault() is { } reference && !reference.SyntaxTree.FilePath.Contains(typeof(TracedMethodGenerator).FullName!)
            ? (MethodDeclarationSyntax)reference.GetSyntax(cancellationToken)
            : null;

    private static MethodDeclarationSyntax[] Halves(MethodDeclarationSyntax method, string name) => [MethodHalves.Declaration(method), MethodHalves.Core(method, name)];

    private static MethodDeclarationSyntax Renamed(MethodDeclarationSyntax body, string name) =>
        MethodHalves.Core(body, name).WithLeadingTrivia(body.GetLeadingTrivia());

    // The Core keeps its own parameter names if the order of the parameters matches.
    private static MethodDeclarationSyntax Corrected(MethodDeclarationSyntax found, MethodDeclarationSyntax method)
    {
        var parameters = MethodHalves.OfCore(method.ParameterList);
        var names = found.ParameterList.Parameters.Select(static parameter => parameter.Identifier.ValueText).ToList();
        var wanted = parameters.Parameters.Select(static parameter => parameter.Identifier.ValueText).ToList();
        if (names.Count == wanted.Count && !names.Intersect(wanted).Any())
        {
            parameters = parameters.WithParameters(SyntaxFactory.SeparatedList(
                parameters.Parameters.Select((parameter, index) => parameter.WithIdentifier(SyntaxFactory.Identifier(names[index]).WithTriviaFrom(parameter.Identifier))),
                parameters.Parameters.GetSeparators()));
        }

        var corrected = found
            .WithReturnType(method.ReturnType.WithTriviaFrom(found.ReturnType))
            .WithTypeParameterList(method.TypeParameterList)
            .WithParameterList(parameters.WithTriviaFrom(found.ParameterList))
            .WithConstraintClauses(method.ConstraintClauses.Count == 0 ? default : SyntaxFactory.List(method.ConstraintClauses.Select(static clause => clause.WithLeadingTrivia(SyntaxFactory.Space).WithTrailingTrivia())));
        if (method.ConstraintClauses.Count > 0)
        {
            corrected = corrected
                .WithParameterList(corrected.ParameterList.WithoutTrailingTrivia())
                .WithConstraintClauses(corrected.ConstraintClauses.Replace(corrected.ConstraintClauses.Last(), corrected.ConstraintClauses.Last().WithTrailingTrivia(SyntaxFactory.Space)));
        }

        foreach (var modifier in new[] { SyntaxKind.StaticKeyword, SyntaxKind.ReadOnlyKeyword })
        {
            if (method.Modifiers.Any(modifier) && !corrected.Modifiers.Any(SyntaxKind.StaticKeyword) && !corrected.Modifiers.Any(modifier))
            {
                corrected = WithModifier(corrected, modifier);
            }
        }

        return corrected;
    }

    private static MethodDeclarationSyntax WithModifier(MethodDeclarationSyntax method, SyntaxKind modifier)
    {
        var token = SyntaxFactory.Token(modifier).WithTrailingTrivia(SyntaxFactory.Space);
        var leading = method.GetLeadingTrivia();
        var plain = method.WithoutLeadingTrivia();
        var index = plain.Modifiers.TakeWhile(static one => SyntaxFacts.IsAccessibilityModifier(one.Kind())).Count();
        return plain.WithModifiers(plain.Modifiers.Insert(index, token)).WithLeadingTrivia(leading);
    }

    private static async Task<Solution> EditAsync(Document document, MethodDeclarationSyntax replaced, MethodDeclarationSyntax[] methods, CancellationToken cancellationToken)
    {
        var editor = await DocumentEditor.CreateAsync(document, cancellationToken).ConfigureAwait(false);
        if (methods.Length > 1)
        {
            editor.InsertAfter(replaced, methods[1]);
        }

        if (methods[0] != replaced)
        {
            editor.ReplaceNode(replaced, methods[0].WithAdditionalAnnotations(Formatter.Annotation));
        }

        return editor.GetChangedDocument().Project.Solution;
    }
}
