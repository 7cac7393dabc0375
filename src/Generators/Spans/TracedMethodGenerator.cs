using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;
using TracedLlm.Generators.Common;

namespace TracedLlm.Generators.Spans;

/// <summary>Writes the half of each traced partial method that starts and ends its span.</summary>
[Generator(LanguageNames.CSharp)]
public sealed class TracedMethodGenerator : IIncrementalGenerator
{
    /// <summary>The names of the steps whose results must not change with unrelated edits.</summary>
    internal static readonly string[] TrackedSteps = ["TracedMethods", "TracedMethodModels", "TracedTypeFiles", "TracedMethodProblems"];

    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        IncrementalValueProvider<EquatableArray<TracedMethodModel>>? models = null;
        foreach (var (metadataName, _) in TracedAttributes.All)
        {
            var methods = context.SyntaxProvider
                .ForAttributeWithMetadataName(metadataName, static (node, _) => node is MethodDeclarationSyntax, (found, cancellationToken) => Parse(found, metadataName, cancellationToken))
                .WithTrackingName(TrackedSteps[0]);
            var ofAttribute = methods
                .Where(static method => method.Model is not null)
                .Select(static (method, _) => method.Model!)
                .Collect()
                .Select(static (found, _) => new EquatableArray<TracedMethodModel>(found))
                .WithTrackingName(TrackedSteps[1]);
            models = models is { } others
                ? others.Combine(ofAttribute).Select(static (both, _) => new EquatableArray<TracedMethodModel>([.. both.Left, .. both.Right]))
                : ofAttribute;

            var problems = methods.SelectMany(static (method, _) => method.Problems).WithTrackingName(TrackedSteps[3]);
            context.RegisterSourceOutput(problems.Combine(context.CompilationProvider), static (output, problem) => output.ReportDiagnostic(Diagnose(problem.Left, problem.Right)));
        }

        var files = models!.Value.SelectMany(static (methods, _) => TracedTypeFile.Group(methods)).WithTrackingName(TrackedSteps[2]);
        context.RegisterSourceOutput(files, static (output, file) => output.AddSource(file.HintName, SourceText.From(TracedMethodEmitter.Emit(file), Encoding.UTF8)));
    }

    private static TracedMethodParse Parse(GeneratorAttributeSyntaxContext found, string metadataName, CancellationToken cancellationToken)
    {
        var method = (IMethodSymbol)found.TargetSymbol;

        // The driver finds a method once for each of its attributes.
        if (TracedAttributes.Find(method.PartialDefinitionPart ?? method).FirstOrDefault().Attribute?.AttributeClass is not { } first || !MetadataNames.Is(first, metadataName))
        {
            return new(null, default);
        }

        var result = TracedMethodParser.Parse(method, KnownSymbols.Get(found.SemanticModel.Compilation), cancellationToken);
        var places = result.Problems
            .Where(problem => problem.ReportedByGenerator)
            .Select(problem => new ProblemPlace(
                problem.Rule.Id,
                problem.Location.SourceTree?.FilePath ?? "",
                problem.Location.SourceSpan.Start,
                problem.Location.SourceSpan.Length,
                new(problem.Arguments)));
        return new(result.Model, new(places));
    }

    private static Diagnostic Diagnose(ProblemPlace problem, Compilation compilation)
    {
        var span = new TextSpan(problem.Start, problem.Length);
        var tree = compilation.SyntaxTrees.FirstOrDefault(tree => tree.FilePath == problem.FilePath && span.End <= tree.Length);
        return Diagnostic.Create(
            TracedMethodRules.All.First(rule => rule.Id == problem.RuleId),
            tree is null ? Location.None : Location.Create(tree, span),
            [.. problem.Arguments]);
    }
}
