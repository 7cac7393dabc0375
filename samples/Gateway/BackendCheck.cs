namespace TracedLlm.Samples.Gateway;

/// <summary>Checks the backends of the configuration; the gateway does not start.</summary>
internal static class BackendCheck
{
    private const int Refused = 1;

    /// <summary>Writes the answer of each backend; returns 0 if all backends accept spans.</summary>
    public static async Task<int> RunAsync(IServiceProvider services, TextWriter output, CancellationToken cancellation)
    {
        var answers = await services.CheckTracedLlmBackendsAsync(cancellation);
        foreach (var answer in answers)
        {
            var place = answer.Address is { } address ? $"{answer.Backend} {address}" : answer.Backend;
            await output.WriteLineAsync($"{(answer.IsAccepted ? "ok    " : "FAILED")} {place}: {answer.Text}");
        }

        if (answers.Count == 0)
        {
            await output.WriteLineAsync("There is no backend to check.");
        }

        return answers.All(answer => answer.IsAccepted) ? 0 : Refused;
    }
}
