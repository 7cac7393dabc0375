using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using TracedLlm.Analyzers.Common;

namespace TracedLlm.Analyzers.Context;

/// <summary>The types and methods that create, register and use HTTP clients.</summary>
internal sealed class HttpClientSymbols
{
    private readonly INamedTypeSymbol? _invoker;
    private readonly INamedTypeSymbol? _messageHandler;
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

    /// <summary>Whether a client has only the platform's own handler. Another handler may trace its calls.</summary>
    public bool IsMadePlain(IObjectCreationOperation creation) =>
        GatewaySymbols.Same(creation.Type, Client)
        && creation.Arguments.All(argument => !GatewaySymbols.Same(argument.Parameter?.Type, _messageHandler) || IsPlainHandler(argument.Value));

    public bool StartsCall(IOperation operation) =>
        operation is IInvocationOperation { TargetMethod.Name: "StartCall" } call && GatewaySymbols.Same(call.TargetMethod.ContainingType, _span);

    private bool IsPlainHandler(IOperation handler) => handler switch
    {
        IConversionOperation conversion => IsPlainHandler(conversion.Operand),
        IObjectCreationOperation { Type: var type } => GatewaySymbols.Same(type, _platformsHandler) || GatewaySymbols.Same(type, _socketsHandler),
        _ => false,
    };
}
