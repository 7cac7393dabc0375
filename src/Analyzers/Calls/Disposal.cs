using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace TracedLlm.Analyzers.Calls;

/// <summary>Finds the dispose methods that <c>using</c> calls.</summary>
internal sealed class Disposal(Compilation compilation)
{
    private readonly IMethodSymbol? _dispose = MethodOf(compilation.GetSpecialType(SpecialType.System_IDisposable));
    private readonly IMethodSymbol? _disposeAsync = MethodOf(compilation.GetTypesByMetadataName("System.IAsyncDisposable").FirstOrDefault());

    public IEnumerable<IMethodSymbol> MethodsOf(IUsingOperation operation) => MethodsOf(operation.Resources, operation.IsAsynchronous);

    public IEnumerable<IMethodSymbol> MethodsOf(IUsingDeclarationOperation operation) => MethodsOf(operation.DeclarationGroup, operation.IsAsynchronous);

    private IEnumerable<IMethodSymbol> MethodsOf(IOperation resources, bool isAsynchronous) => resources is IVariableDeclarationGroupOperation group
        ? group.Declarations.SelectMany(static declaration => declaration.Declarators).Select(declarator => MethodOf(declarator.Symbol.Type, isAsynchronous)).OfType<IMethodSymbol>()
        : MethodOf(Written(resources).Type, isAsynchronous) is { } method ? [method] : [];

    // An IDisposable variable can hold any type. A variable with a type of the compilation names its dispose method.
    private IMethodSymbol? MethodOf(ITypeSymbol? type, bool isAsynchronous)
    {
        if (!SymbolEqualityComparer.Default.Equals(type?.ContainingAssembly, compilation.Assembly))
        {
            return null;
        }

        return (isAsynchronous ? _disposeAsync : _dispose) is not { } method ? null
            : type!.FindImplementationForInterfaceMember(method) as IMethodSymbol
            ?? type.GetMembers(method.Name).OfType<IMethodSymbol>().FirstOrDefault(static candidate => candidate.Parameters.IsEmpty)
            ?? (type.TypeKind == TypeKind.Interface && type.AllInterfaces.Contains(method.ContainingType, SymbolEqualityComparer.Default) ? method : null);
    }

    private static IOperation Written(IOperation resource) => resource is IConversionOperation { IsImplicit: true } conversion ? Written(conversion.Operand) : resource;

    private static IMethodSymbol? MethodOf(INamedTypeSymbol? type) => type?.GetMembers().OfType<IMethodSymbol>().FirstOrDefault();
}
