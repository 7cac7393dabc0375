using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using TracedLlm.Analyzers.Calls;
using TracedLlm.Analyzers.Common;
using TracedLlm.Generators.Common;

namespace TracedLlm.Analyzers.Context;

/// <summary>The types and methods that create, register and use HTTP clients.</summary>
internal sealed class HttpClientSymbols
{
    private readonly INamedTypeSymbol? _invoker;
    private readonly INamedTypeSymbol? _messageHandler;
    private readonly INamedTypeSymbol? _delegating;
    private readonly INamedTypeSymbol? _platformsHandler;
    private readonly INamedTypeSymbol? _socketsHandler;
    private readonly INamedTypeSymbol? _jsonExtensions;
    private readonly INamedTypeSymbol? _factory;
    private readonly INamedTypeSymbol? _factoryExtensions;
    private readonly INamedTypeSymbol? _registrations;
    private readonly INamedTypeSymbol? _builder;
    private readonly INamedTypeSymbol? _span;
    private readonly INamedTypeSymbol? _tracedHandler;

    public HttpClientSymbols(Compilation compilation)
    {
        INamedTypeSymbol? Type(string metadataName) => compilation.GetTypesByMetadataName(metadataName).FirstOrDefault();

        Client = Type("System.Net.Http.HttpClient");
        _invoker = Type("System.Net.Http.HttpMessageInvoker");
        _messageHandler = Type("System.Net.Http.HttpMessageHandler");
        _delegating = Type("System.Net.Http.DelegatingHandler");
        _platformsHandler = Type("System.Net.Http.HttpClientHandler");
        _socketsHandler = Type("System.Net.Http.SocketsHttpHandler");
        _jsonExtensions = Type("System.Net.Http.Json.HttpClientJsonExtensions");
        _factory = Type("System.Net.Http.IHttpClientFactory");
        _factoryExtensions = Type("System.Net.Http.HttpClientFactoryExtensions");
        _registrations = Type("Microsoft.Extensions.DependencyInjection.HttpClientFactoryServiceCollectionExtensions");
        _builder = Type("Microsoft.Extensions.DependencyInjection.IHttpClientBuilder");
        _span = Type("TracedLlm.LlmSpan");
        _tracedHandler = Type("TracedLlm.TracedLlmCallHandler");
    }

    public INamedTypeSymbol? Client { get; }

    /// <summary>Whether the compilation has AddTracedLlmCall.</summary>
    public bool KnowTracing => _tracedHandler is not null && Client is not null;

    public bool IsBuilder(ITypeSymbol? type) => GatewaySymbols.Same(type, _builder);

    /// <summary>The client that a call sends a request body with; <see langword="null"/> for other calls, such as GET requests.</summary>
    public IOperation? SentWith(IInvocationOperation call) => call.TargetMethod.Name switch
    {
        "Send" or "SendAsync" or "PostAsync" when GatewaySymbols.Same(call.TargetMethod.ContainingType, Client) || GatewaySymbols.Same(call.TargetMethod.ContainingType, _invoker) => call.Instance,
        "PostAsJsonAsync" when GatewaySymbols.Same(call.TargetMethod.ContainingType, _jsonExtensions) => call.Arguments[0].Value,
        _ => null,
    };

    public bool IsCreateClient(IInvocationOperation call) =>
        call.TargetMethod.Name == "CreateClient"
        && (GatewaySymbols.Same(call.TargetMethod.ContainingType, _factory) || GatewaySymbols.Same(call.TargetMethod.ContainingType, _factoryExtensions));

    /// <summary>Whether the call registers a client and returns the builder of it.</summary>
    public bool IsAddHttpClient(IMethodSymbol method) =>
        method.Name == "AddHttpClient" && GatewaySymbols.Same(method.ContainingType, _registrations) && IsBuilder(method.ReturnType);

    public bool IsDefaults(IMethodSymbol method) =>
        method.Name == "ConfigureHttpClientDefaults" && GatewaySymbols.Same(method.ContainingType, _registrations);

    /// <summary>Whether the call or one of its arguments traces the calls of a client.</summary>
    public bool Traces(IInvocationOperation call) =>
        (call.TargetMethod.Name == "AddTracedLlmCall" && call.TargetMethod.ContainingAssembly.Name == "TracedLlm")
        || call.TargetMethod.TypeArguments.Any(type => GatewaySymbols.Same(type, _tracedHandler))
        || call.Arguments.Any(argument => argument.Value.DescendantsAndSelf().Any(inner => inner is IObjectCreationOperation && GatewaySymbols.Same(inner.Type, _tracedHandler)));

    /// <summary>Whether a client is made with handlers that trace nothing: those of the platform, those that retry, and own ones that start no attempt.</summary>
    public bool IsMadeUntraced(IObjectCreationOperation creation, CompilationCode code, CancellationToken cancellationToken) =>
        (GatewaySymbols.Same(creation.Type, Client) || (GatewaySymbols.Same(creation.Type, _invoker) && creation.Arguments.Length > 0))
        && creation.Arguments.All(argument => !GatewaySymbols.Same(argument.Parameter?.Type, _messageHandler) || IsUntracedHandler(argument.Value, code, cancellationToken));

    public bool StartsCall(IOperation operation) =>
        operation is IInvocationOperation { TargetMethod.Name: "StartCall" } call && GatewaySymbols.Same(call.TargetMethod.ContainingType, _span);

    private bool IsUntracedHandler(IOperation handler, CompilationCode code, CancellationToken cancellationToken) => handler switch
    {
        IConversionOperation conversion => IsUntracedHandler(conversion.Operand, code, cancellationToken),
        IObjectCreationOperation { Type: INamedTypeSymbol type } creation =>
            GatewaySymbols.Same(type, _platformsHandler)
            || GatewaySymbols.Same(type, _socketsHandler)
            || ((RetryingHandler.IsResilient(type) || IsOwnUntraced(type, code, cancellationToken)) && Inner(creation) is { } inner && IsUntracedHandler(inner, code, cancellationToken)),
        _ => false,
    };

    /// <summary>The handler that a handler sends with: an argument of its constructor, or its property <c>InnerHandler</c>.</summary>
    private IOperation? Inner(IObjectCreationOperation handler) =>
        handler.Arguments.FirstOrDefault(argument => GatewaySymbols.Same(argument.Parameter?.Type, _messageHandler))?.Value
        ?? handler.Initializer?.Initializers.OfType<ISimpleAssignmentOperation>()
            .FirstOrDefault(static assignment => assignment.Target is IPropertyReferenceOperation { Property.Name: "InnerHandler" })?.Value;

    // A handler of another assembly may trace, and so may one that names an attempt.
    private bool IsOwnUntraced(INamedTypeSymbol handler, CompilationCode code, CancellationToken cancellationToken) =>
        MetadataNames.WithBasesOf(handler).Any(type => GatewaySymbols.Same(type, _delegating))
        && !MetadataNames.WithBasesOf(handler).Any(type => GatewaySymbols.Same(type, _tracedHandler))
        && code.Declares(handler)
        && !code.DeclarationsOf(handler, cancellationToken).SelectMany(static declaration => declaration.DescendantNodes()).OfType<SimpleNameSyntax>()
            .Any(static name => name.Identifier.ValueText is "StartCall" or "TracedLlmCall" or "TracedLlmCallAttribute" or "StartActivity");
}
