using System.CommandLine;

namespace TracedLlm.Samples.Gateway;

/// <summary>The command line.</summary>
internal static class GatewayCommand
{
    private const string DefaultUrl = "http://localhost:4000";
    private const string DefaultFile = "config.yaml";
    private const int CannotStart = 1;
    private const int WrongUsage = 2;

    /// <param name="arguments">The arguments.</param>
    /// <param name="errors">The writer for the reason why the gateway does not start.</param>
    /// <param name="output">The writer for the backends' answers; by default standard output.</param>
    public static async Task<int> RunAsync(string[] arguments, TextWriter errors, TextWriter? output = null)
    {
        var file = new Option<string?>("--config") { Description = $"The configuration file. Default: {DefaultFile} in the working directory, otherwise beside the program.", HelpName = "FILE" };
        var urls = new Option<string?>("--urls") { Description = $"The addresses to listen on. Default: {DefaultUrl}.", HelpName = "URL" };
        var demo = new Option<bool>("--demo") { Description = "Sends example requests to itself, prints their traces and ends." };
        var check = new Option<bool>("--check") { Description = "Checks each backend of the configuration once, prints its answer and ends: with 0 if all backends accept spans, otherwise with 1." };
        var command = new RootCommand("A gateway that relays LLM requests to providers, traced by TracedLlm. It does not translate between APIs: a provider receives a request in the format in which the caller sent it.") { file, urls, demo, check };
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
            foreach (var (name, value) in configuration.EnvironmentVariables)
            {
                // The backends, the server and the HTTP clients (HTTPS_PROXY) read them there.
                Environment.SetEnvironmentVariable(name, value);
            }

            urls ??= Environment.GetEnvironmentVariable("ASPNETCORE_URLS") ?? DefaultUrl;
            if (urls.Split(';', StringSplitOptions.RemoveEmptyEntries).FirstOrDefault(url => !IsAddress(url.Trim())) is { } wrong)
            {
                await errors.WriteLineAsync($"--urls must hold addresses to listen on, such as {DefaultUrl}, not '{wrong}'.");
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
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            // A wrong file, a wrong setting of a backend, an address that is in use: the operator needs the reason, not the place in the code.
            await errors.WriteLineAsync(StartupError.HasStack ? exception.ToString() : StartupError.ReasonOf(exception));
            return CannotStart;
        }
    }

    // The addresses that the server accepts. It takes an address whose port is not a number for a host name and listens on port 80.
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
