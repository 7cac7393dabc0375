using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using TracedLlm.Analyzers.Calls;
using TracedLlm.Analyzers.Common;
using TracedLlm.Analyzers.Routes;
using TracedLlm.Facts;
using TracedLlm.Generators.Common;

namespace TracedLlm.Analyzers.Privacy;

/// <summary>TLM5002: message content that code writes without a check of the capture option.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class ContentInTag : DiagnosticAnalyzer
{
    private const string SpanTag = "TracedLlm.SpanTagAttribute";

    private static readonly ImmutableArray<string> Attributes = ["SpanTag", "PayloadField", "MetadataKey"];

    private static readonly DiagnosticDescriptor Rule = new(
        "TLM5002",
        "Message content without a CaptureContent check",
        "'{0}' is message content and is written even if content capture is off; {1}",
        "TracedLlm.Privacy",
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        "Traces carry message content only if CaptureContent is on. Code that does not check CaptureContent always exports the content, and mask_input and mask_output do not mask it.",
        RuleDocumentation.Link("TLM5002"));

    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics => [Rule];

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterCompilationStartAction(static start =>
        {
            if (KnownSymbols.Get(start.Compilation).SpanTag is not null)
            {
                WrittenTag.Register(start, Report);
                if (AttributeNames.Get(start.Compilation).FilesWith(TagAttributes.Names, start.CancellationToken).Any())
                {
                    start.RegisterSyntaxNodeAction(ReportAttribute, SyntaxKind.Attribute);
                }
            }
        });
    }

    private static void Report(OperationContext context)
    {
        if (WrittenTag.Parse(context.Operation) is { } tag
            && tag.Sink.HasFlag(TagSink.SpanAttribute)
            && tag.NamePatterns.FirstOrDefault(name => ContentNames.Contains(name) && !(tag.IsOfEnricher && ReservedAttributes.Contains(name))) is { } name
            && !tag.IsConstant
            && !IsGated(context.Operation, CompilationCode.Get(context.Compilation), context.CancellationToken))
        {
            context.ReportDiagnostic(Diagnostic.Create(
                Rule,
                tag.Value.Syntax.GetLocation(),
                name,
                ContentNames.IsOfTheLibrary(name) ? "check TracedLlmOptions.CaptureContent first or let the route's payload maps write it" : "check TracedLlmOptions.CaptureContent first"));
        }
    }

    private static void ReportAttribute(SyntaxNodeAnalysisContext context)
    {
        if (TagAttributes.Find(context, Attributes) is not var (attribute, _))
        {
            return;
        }

        var isSpanTag = MetadataNames.Is(attribute.AttributeClass, SpanTag);
        var name = isSpanTag ? attribute.First().Text() : attribute.Named("Tag").Text();
        if (name is not null && ContentNames.Contains(name) && attribute.Named("Content").Value is not true)
        {
            context.ReportDiagnostic(Diagnostic.Create(
                Rule,
                context.Node.GetLocation(),
                name,
                !isSpanTag ? "set 'Content = true'"
                    : ContentNames.IsOfTheLibrary(name) ? "remove the attribute and let the route's payload maps write it"
                    : "remove the attribute and write it in code that checks TracedLlmOptions.CaptureContent"));
        }
    }

    /// <summary>Whether the function, a function around it, or a function of its type that calls it checks the capture option.</summary>
    private static bool IsGated(IOperation operation, CompilationCode code, CancellationToken cancellationToken)
    {
        var written = operation.Syntax;
        var functions = CompilationCode.FunctionsAround(written).ToList();
        if (functions.Exists(AsksForCapture))
        {
            return true;
        }

        if (written.FirstAncestorOrSelf<BaseTypeDeclarationSyntax>() is not { } type)
        {
            // The statements of a program are a function together.
            return written.SyntaxTree.GetRoot(cancellationToken).ChildNodes().OfType<GlobalStatementSyntax>().Any(AsksForCapture);
        }

        if (functions.Count == 0)
        {
            return AsksForCapture(written.SyntaxTree.GetRoot(cancellationToken));
        }

        var outermost = functions[functions.Count - 1];
        return NameOf(outermost) is { } name
            && operation.SemanticModel?.GetDeclaredSymbol(type, cancellationToken) is INamedTypeSymbol symbol
            && code.DeclarationsOf(symbol, cancellationToken)
                .OfType<TypeDeclarationSyntax>()
                .SelectMany(static part => part.Members)
                .Any(member => member != outermost && Names(member).Contains(name) && AsksForCapture(member));
    }

    private static bool AsksForCapture(SyntaxNode code) => Names(code).Any(static name => name.IndexOf("capture", StringComparison.OrdinalIgnoreCase) >= 0);

    private static IEnumerable<string> Names(SyntaxNode code) => code.DescendantNodes().OfType<SimpleNameSyntax>().Select(static name => name.Identifier.ValueText);

    private static string? NameOf(SyntaxNode function) => (function as MethodDeclarationSyntax)?.Identifier.ValueText;
}
