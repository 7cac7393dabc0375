namespace Swift.Framework;

public interface IEndpoint
{
    void Map(IEndpointRouteBuilder routes);
}

public static class EndpointExtensions
{
    public static IServiceCollection AddEndpoint<TEndpoint>(this IServiceCollection services)
        where TEndpoint : class, IEndpoint => services.AddTransient<IEndpoint, TEndpoint>();

    public static void MapEndpoints(this WebApplication app)
    {
        foreach (var endpoint in app.Services.GetServices<IEndpoint>())
        {
            endpoint.Map(app);
        }
    }
}
