using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.Simplification;
using TracedLlm.Analyzers.Calls;
using TracedLlm.Analyzers.FailurePath;

namespace TracedLlm.CodeFixes.FailurePath;

/// <summary>TLM2001: lets the failure log accept the types, derives the types from one that it accepts, or marks the function that logs.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
public sealed class ExceptionPastFailureLogFix : CodeFixProvider
{
    private const string Derive = "derive";
    private const string Mark = "mark";

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds => ["TLM2001"];

    /// <inheritdoc/>
    public override FixAllProvider GetFixAllProvider() => WidenedTests.FixAll;

    /// <inheritdoc/>
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        if (await context.Document.Project.GetCompilationAsync(context.CancellationToken).ConfigureAwait(false) is not { } compilation)
        {
            return;
        }

        foreach (var diagnostic in context.Diagnostics)
        {
            var thrown = TypesIn(diagnostic, compilation);
            if (await WidenedTests.FindAsync(diagnostic, context.Document, context.CancellationToken).ConfigureAwait(false) is { } widened)
            {
                context.RegisterCodeFix(
                    CodeAction.Create(
                        $"Accept {Listed(thrown)} in the failure log",
                        cancellationToken => WidenedTests.WriteAsync(context.Document.Project.Solution, [widened], cancellationToken),
                        equivalenceKey: WidenedTests.Key),
                    diagnostic);
            }

            RegisterDerive(context, diagnostic, thrown, compilation);
            if (LogMark.Find(diagnostic, context.Document.Project, context.CancellationToken) is { } log)
            {
                context.RegisterCodeFix(
                    CodeAction.Create("Mark the function as the failure log", cancellationToken => LogMark.WriteAsync(log, cancellationToken), equivalenceKey: Mark),
                    diagnostic);
            }
        }
    }

    /// <summary>The types of a finding.</summary>
    internal static ImmutableArray<INamedTypeSymbol> TypesIn(Diagnostic diagnostic, Compilation compilation) =>
        diagnostic.Properties.TryGetValue(ExceptionPastFailureLog.ThrownTypes, out var ids) && ids is not null
            ? [.. ids.Split('\n').Select(id => DocumentationCommentId.GetFirstSymbolForDeclarationId(id, compilation)).OfType<INamedTypeSymbol>()]
            : [];

    private static string Listed(IEnumerable<INamedTypeSymbol> types) => string.Join(", ", types.Select(static type => $"'{type.Name}'"));

    private static void RegisterDerive(CodeFixContext context, Diagnostic diagnostic, ImmutableArray<INamedTypeSymbol> thrown, Compilation compilation)
    {
        if (!diagnostic.Properties.TryGetValue(ExceptionPastFailureLog.AcceptedType, out var id) || id is null
            || DocumentationCommentId.GetFirstSymbolForDeclarationId(id, compilation) is not INamedTypeSymbol accepted)
        {
            return;
        }

        var solution = context.Document.Project.Solution;
        var bases = (from type in thrown
                     let written = BaseTypes.Replaceable(type, accepted, CompilationCode.Get(compilation), context.CancellationToken)
                     where written is not null && solution.GetDocument(written.SyntaxTree) is not null
                     select (Type: type, Written: written)).ToList();
        if (bases.Count > 0)
        {
            context.RegisterCodeFix(
                CodeAction.Create(
                    $"Derive {Listed(bases.Select(static one => one.Type))} from '{accepted.Name}'",
                    cancellationToken => ReplaceAsync(solution, bases.Select(static one => one.Written), accepted, cancellationToken),
                    equivalenceKey: Derive),
                diagnostic);
        }
    }

    private static async Task<Solution> ReplaceAsync(Solution solution, IEnumerable<TypeSyntax> written, INamedTypeSymbol accepted, CancellationToken cancellationToken)
    {
        foreach (var inFile in written.GroupBy(static type => type.SyntaxTree))
        {
            var document = solution.GetDocument(inFile.Key)!;
            var root = (await document.GetSyntaxRootAsync(cancellationToken).ConfigureAwait(false))!;
            solution = solution.WithDocumentSyntaxRoot(document.Id, root.ReplaceNodes(
                inFile,
                (type, _) => SyntaxFactory.ParseTypeName(accepted.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat)).WithTriviaFrom(type).WithAdditionalAnnotations(Simplifier.Annotation)));
        }

        return solution;
    }
}
