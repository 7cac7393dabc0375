using System.CommandLine;
using System.Net.Sockets;

namespace TracedLlm.Samples.Gateway;

/// <summary>The command line.</summary>
internal static class GatewayCommand
{
    private const string DefaultUrl = "http://localhost:4000";
    private const string DefaultFile = "config.yaml";
    private const int CannotStart = 1;
    private const int WrongUsage = 2;

    /// <param name="arguments">The arguments.</param>
    /// <param name="errors">Where it says why it does not start.</param>
    /// <param name="output">Where it says what backends answered; standard output by default.</param>
    public static async Task<int> RunAsync(string[] arguments, TextWriter errors, TextWriter? output = null)
    {
        var file = new Option<string?>("--config") { Description = $"The configuration file; by default {DefaultFile} in the working directory, else beside the program.", HelpName = "FILE" };
        var urls = new Option<string?>("--urls") { Description = $"Where to listen; by default {DefaultUrl}.", HelpName = "URL" };
        var demo = new Option<bool>("--demo") { Description = "Sends itself a few telling requests, prints their traces and ends." };
        var check = new Option<bool>("--check") { Description = "Tries each backend of the configuration once, prints what it answered and ends: with 0 if all would take spans, else with 1." };
        var command = new RootCommand("A gateway in front of LLM providers, traced by TracedLlm.") { file, urls, demo, check };
        command.SetAction((parsed, cancellation) => parsed.GetValue(demo)
            ? GatewayDemo.RunAsync(Console.Out, errors, cancellation)
            : ServeAsync(parsed.GetValue(file), parsed.GetValue(urls), parsed.GetValue(check) ? output ?? Console.Out : null, errors, cancellation));

        var result = command.Parse(arguments);
        if (result.Errors.Count == 0)
        {
            return await result.InvokeAsync();
        }

        foreach (var error in result.Errors)
        {
            await errors.WriteLineAsync(error.Message);
        }

        await errors.WriteLineAsync();
        await command.Parse("--help").InvokeAsync(new InvocationConfiguration { Output = errors });
        return WrongUsage;
    }

    private static async Task<int> ServeAsync(string? file, string? urls, TextWriter? check, TextWriter errors, CancellationToken cancellation)
    {
        try
        {
            var configuration = ConfigurationReader.ReadFile(file ?? FindFile());
            urls ??= Environment.GetEnvironmentVariable("ASPNETCORE_URLS") ?? DefaultUrl;
            if (urls.Split(';', StringSplitOptions.RemoveEmptyEntries).FirstOrDefault(url => !IsAddress(url.Trim())) is { } wrong)
            {
                await errors.WriteLineAsync($"--urls must hold addresses to listen on, as in {DefaultUrl}, not '{wrong}'.");
                return CannotStart;
            }

            await using var app = GatewayApplication.Create(configuration, ["--urls", urls]);
            if (check is not null)
            {
                return await BackendCheck.RunAsync(app.Services, check, cancellation);
            }

            await app.StartAsync(cancellation);
            await app.WaitForShutdownAsync(cancellation);
            return 0;
        }
        catch (Exception exception) when (exception is ConfigurationException or InvalidOperationException or IOException or SocketException)
        {
            // The last three: a setting of tracing that is not allowed, an address that is taken, or that is another machine's.
            await errors.WriteLineAsync(exception.Message);
            return CannotStart;
        }
    }

    // What the server understands. It takes a port that is no number for the name of a host, and listens on port 80.
    public static bool IsAddress(string url)
    {
        try
        {
            var address = BindingAddress.Parse(url);
            return address is { Scheme: "http" or "https", Port: >= 0 and <= 65535 } && (address.Host.StartsWith('[') || !address.Host.Contains(':', StringComparison.Ordinal));
        }
        catch (FormatException)
        {
            return false;
        }
    }

    private static string FindFile() =>
        File.Exists(DefaultFile) ? DefaultFile : Path.Combine(AppContext.BaseDirectory, DefaultFile);
}
