using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using TracedLlm.Analyzers.Calls;
using TracedLlm.Analyzers.Common;
using TracedLlm.Analyzers.Routes;
using TracedLlm.Generators.Common;

namespace TracedLlm.Analyzers.Context;

/// <summary>TLM4001: an <c>ActivitySource</c> registered as a service.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class ActivitySourceService : DiagnosticAnalyzer
{
    /// <summary>The key for the fix: the name of the source.</summary>
    internal const string ServiceKey = "key";

    private static readonly ImmutableHashSet<string> Registrations =
    [
        "Microsoft.Extensions.DependencyInjection.ServiceCollectionServiceExtensions",
        "Microsoft.Extensions.DependencyInjection.Extensions.ServiceCollectionDescriptorExtensions",
        "Microsoft.Extensions.DependencyInjection.ServiceDescriptor",
    ];

    private static readonly ImmutableArray<string> Names =
    [
        .. from verb in new[] { "", "Add", "TryAdd" }
           from lifetime in new[] { "Singleton", "Scoped", "Transient" }
           select verb + lifetime,
        "Describe",
    ];

    private static readonly DiagnosticDescriptor Rule = new(
        "TLM4001",
        "ActivitySource registered as a service",
        "'{0}' registers an ActivitySource that ASP.NET Core then uses for its own request spans; register it with a key or keep it in a static field",
        "TracedLlm.Context",
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        "ASP.NET Core takes the ActivitySource of its request activity from the services and registers its own source only if the services have none. With the gateway's source, listeners of ASP.NET Core miss the request spans and listeners of the gateway receive them.",
        RuleDocumentation.Link("TLM4001"));

    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics => [Rule];

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterCompilationStartAction(static start =>
        {
            if (SpanSymbols.Get(start.Compilation) is { } symbols
                && CompilationCode.Get(start.Compilation).Names.IsAnywhere(["ActivitySource"], start.CancellationToken))
            {
                start.RegisterNamedOperationAction(Names, operation => Report(operation, symbols), OperationKind.Invocation);
                start.RegisterNamedOperationAction(["ServiceDescriptor"], static node => node is BaseObjectCreationExpressionSyntax, operation => ReportMade(operation, symbols), OperationKind.ObjectCreation);
            }
        });
    }

    private static void Report(OperationContext context, SpanSymbols symbols)
    {
        var call = (IInvocationOperation)context.Operation;
        var method = call.TargetMethod;
        if (method.Name.IndexOf("Keyed", StringComparison.Ordinal) >= 0
            || !Registers(method.Name)
            || !Registrations.Contains(MetadataNames.FullName(method.ContainingType))
            || !GatewaySymbols.Same(ServiceType(call), symbols.ActivitySource))
        {
            return;
        }

        var properties = ImmutableDictionary<string, string?>.Empty;
        if (method is { Name: "AddSingleton", TypeArguments.Length: 1, IsExtensionMethod: true } && call.Arguments.Length == 2 && KeyOf(call.Arguments[1].Value, symbols) is { } key)
        {
            properties = properties.Add(ServiceKey, key);
        }

        context.ReportDiagnostic(Diagnostic.Create(Rule, call.Syntax.GetLocation(), properties, method.Name));
    }

    private static void ReportMade(OperationContext context, SpanSymbols symbols)
    {
        var descriptor = (IObjectCreationOperation)context.Operation;
        if (MetadataNames.Is(descriptor.Type, "Microsoft.Extensions.DependencyInjection.ServiceDescriptor")
            && descriptor.Constructor?.Parameters.Any(static parameter => parameter.Name == "serviceKey") == false
            && descriptor.Arguments.FirstOrDefault(static argument => argument.Parameter?.Name == "serviceType")?.Value is ITypeOfOperation { TypeOperand: var service }
            && GatewaySymbols.Same(service, symbols.ActivitySource))
        {
            context.ReportDiagnostic(Diagnostic.Create(Rule, descriptor.Syntax.GetLocation(), "ServiceDescriptor"));
        }
    }

    private static bool Registers(string name) =>
        name is "Singleton" or "Scoped" or "Transient" or "Describe" || name.StartsWith("Add", StringComparison.Ordinal) || name.StartsWith("TryAdd", StringComparison.Ordinal);

    private static ITypeSymbol? ServiceType(IInvocationOperation call) =>
        call.TargetMethod.TypeArguments.Length > 0
            ? call.TargetMethod.TypeArguments[0]
            : call.Arguments.Select(static argument => argument.Value).OfType<ITypeOfOperation>().FirstOrDefault()?.TypeOperand;

    // Only an instance. A factory would need the key as a parameter.
    private static string? KeyOf(IOperation instance, SpanSymbols symbols) => instance switch
    {
        IConversionOperation conversion => KeyOf(conversion.Operand, symbols),
        IObjectCreationOperation { Arguments: { Length: > 0 } arguments } creation when GatewaySymbols.Same(creation.Type, symbols.ActivitySource) => arguments[0].Value.ConstantValue.Value as string,
        _ => null,
    };
}
