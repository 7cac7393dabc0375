using System.Diagnostics;

internal static class SourceInServices
{
    public static void Add(IServiceCollection services) => services.AddSingleton(new ActivitySource("my-gateway"));
}
