/* A plain XIRR: Newton's method on the rate, one exponential a flow, stopping at the same tolerance as ours. */
#include <math.h>

double newton(const int *days, const double *amounts, int count)
{
    double x = 0.1;
    for (int step = 0; step < 100; step++) {
        double value = 0, slope = 0;
        for (int i = 0; i < count; i++) {
            double t = (days[i] - days[0]) / 365.0;
            double term = amounts[i] * exp(-x * t);
            value += term;
            slope -= term * t;
        }
        double next = x - value / slope;
        if (fabs(next - x) <= 1e-14 * fmax(1, fabs(x)))
            return exp(next) - 1;
        x = next;
    }
    return NAN;
}
