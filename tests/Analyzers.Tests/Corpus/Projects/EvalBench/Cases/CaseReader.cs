using System.Runtime.CompilerServices;
using System.Text.Json;

namespace EvalBench.Cases;

internal sealed class CaseReader(ILogger<CaseReader> logger)
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web) { ReadCommentHandling = JsonCommentHandling.Skip };

    public async IAsyncEnumerable<EvalCase> ReadAsync(string path, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var number = 0;
        await foreach (var line in File.ReadLinesAsync(path, cancellationToken))
        {
            number++;
            if (line.AsSpan().Trim() is [] or ['#', ..])
            {
                continue;
            }

            EvalCase? read;
            try
            {
                read = JsonSerializer.Deserialize<EvalCase>(line, Options);
            }
            catch (JsonException broken)
            {
                logger.LogWarning("{Path}({Line}): {Problem}", path, number, broken.Message);
                continue;
            }

            if (read is not null)
            {
                yield return read with { Name = read.Name is "" ? $"line {number}" : read.Name };
            }
        }
    }
}
