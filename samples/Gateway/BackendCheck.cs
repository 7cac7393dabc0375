namespace TracedLlm.Samples.Gateway;

/// <summary>Tries the backends of a gateway that is not started.</summary>
internal static class BackendCheck
{
    private const int Refused = 1;

    /// <summary>Writes what each backend said; returns 0 if all would take spans.</summary>
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
            await output.WriteLineAsync("There is no backend to try.");
        }

        return answers.All(answer => answer.IsAccepted) ? 0 : Refused;
    }
}
