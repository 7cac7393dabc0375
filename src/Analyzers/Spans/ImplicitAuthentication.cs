using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using TracedLlm.Analyzers.Calls;
using TracedLlm.Analyzers.Common;
using TracedLlm.Analyzers.Routes;

namespace TracedLlm.Analyzers.Spans;

/// <summary>
/// Authentication that <c>WebApplication</c> puts in front of all middleware, since services of it are registered and
/// nothing in the code says where it belongs.
/// </summary>
/// <param name="Registration">The call that registers it.</param>
/// <param name="Authorization">What has to be done about authorization, which must stay behind authentication.</param>
internal sealed record ImplicitAuthentication(IInvocationOperation Registration, AuthorizationOrder Authorization)
{
    private const string Services = "Microsoft.Extensions.DependencyInjection";

    private static readonly HashSet<string> Authenticating = ["AddAuthentication", "AddIdentity", "AddIdentityApiEndpoints"];

    // Controllers and pages bring authorization along.
    private static readonly HashSet<string> Authorizing =
        ["AddAuthorization", "AddAuthorizationBuilder", "AddControllers", "AddControllersWithViews", "AddMvc", "AddRazorPages"];

    /// <summary>That of the application which a call traces; <see langword="null"/> where it is explicit, or may be.</summary>
    public static ImplicitAuthentication? Find(PipelineCall traced, IOperation function, SpanSymbols symbols, CompilationCode code, CancellationToken cancellationToken)
    {
        var operations = function.Descendants().ToList();
        if (traced.Application is not ILocalSymbol { Type: { Name: "WebApplication" } type } application
            || type.ContainingNamespace.ToDisplayString() != "Microsoft.AspNetCore.Builder"
            || BuilderOf(application, operations) is not { } builder)
        {
            return null;
        }

        var uses = new PipelineUses(symbols, code, cancellationToken);
        if (!uses.Read(application, function) || uses.Methods.Contains("UseAuthentication"))
        {
            return null;
        }

        var registrations = operations.OfType<IInvocationOperation>()
            .Where(call => GatewaySymbols.Same(Origin(call, operations), builder))
            .ToList();
        return registrations.Find(static call => IsOf(call, Authenticating)) is { } registration
            ? new(registration, Order(uses, registrations))
            : null;
    }

    private static AuthorizationOrder Order(PipelineUses uses, List<IInvocationOperation> registrations)
    {
        if (uses.Methods.Contains("UseAuthorization"))
        {
            return AuthorizationOrder.Explicit;
        }

        if (registrations.Exists(static call => IsOf(call, Authorizing)))
        {
            return AuthorizationOrder.Implicit;
        }

        return registrations.TrueForAll(static call => PipelineUses.IsKnown(call.TargetMethod))
            ? AuthorizationOrder.None
            : AuthorizationOrder.Unknown;
    }

    /// <summary>The local from which an application is built.</summary>
    private static ILocalSymbol? BuilderOf(ILocalSymbol application, List<IOperation> operations) =>
        InitialValue(application, operations) is IInvocationOperation { TargetMethod.Name: "Build", Instance: ILocalReferenceOperation { Local: { Type.Name: "WebApplicationBuilder" } builder } }
            ? builder
            : null;

    private static IOperation? InitialValue(ILocalSymbol local, List<IOperation> operations) =>
        operations.OfType<IVariableDeclaratorOperation>().FirstOrDefault(one => GatewaySymbols.Same(one.Symbol, local))?.Initializer?.Value;

    /// <summary>The local that a chain of calls and properties starts from: <c>builder</c> of <c>builder.Services.AddCors()</c>.</summary>
    private static ILocalSymbol? Origin(IOperation? value, List<IOperation> operations)
    {
        // While it is written, code may give a local itself as its value.
        var seen = new HashSet<ILocalSymbol>(SymbolEqualityComparer.Default);
        while (true)
        {
            switch (value)
            {
                case ILocalReferenceOperation { Local: { Type.Name: "IServiceCollection" } local }:
                    value = seen.Add(local) ? InitialValue(local, operations) : null;
                    break;
                case ILocalReferenceOperation reference:
                    return reference.Local;
                case IConversionOperation conversion:
                    value = conversion.Operand;
                    break;
                case IPropertyReferenceOperation property:
                    value = property.Instance;
                    break;
                case IInvocationOperation { Instance: { } instance }:
                    value = instance;
                    break;
                case IInvocationOperation { TargetMethod.IsExtensionMethod: true } call:
                    value = call.Arguments[0].Value;
                    break;
                default:
                    return null;
            }
        }
    }

    private static bool IsOf(IInvocationOperation call, HashSet<string> names) =>
        names.Contains(call.TargetMethod.Name) && PipelineUses.IsKnown(call.TargetMethod) && call.TargetMethod.ContainingNamespace.ToDisplayString() == Services;
}
