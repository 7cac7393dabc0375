namespace ModularGateway.Pipeline;

public sealed class GatewayBuilder(IServiceCollection services)
{
    private readonly List<Type> _steps = [];

    public GatewayBuilder Use<TStep>()
        where TStep : class, IStep<Call, Reply>
    {
        services.AddScoped<TStep>();
        _steps.Add(typeof(TStep));
        return this;
    }

    internal Next<Call, Reply> Build(IServiceProvider provider) => _steps
        .Select(step => (IStep<Call, Reply>)provider.GetRequiredService(step))
        .Reverse()
        .Aggregate(
            (Next<Call, Reply>)((call, _) => throw new InvalidOperationException($"No step answers {call.Api}.")),
            (next, step) => (call, cancellationToken) => step.InvokeAsync(call, next, cancellationToken));
}

public static class GatewayServiceCollectionExtensions
{
    public static IServiceCollection AddGateway(this IServiceCollection services, Action<GatewayBuilder> configure)
    {
        var gateway = new GatewayBuilder(services);
        configure(gateway);
        return services.AddScoped(gateway.Build);
    }
}
