namespace ControllerGateway;

public static class Program
{
    public static async Task<int> Main(string[] args)
    {
        using var host = Host.CreateDefaultBuilder(args)
            .ConfigureWebHostDefaults(web => web.UseStartup<Startup>())
            .Build();
        try
        {
            await host.RunAsync();
            return 0;
        }
        catch (Exception)
        {
            return 1;
        }
    }
}
